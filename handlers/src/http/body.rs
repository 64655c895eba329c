//! JSON bodies, checked against the very schema that the API description publishes, so that every faulty field is named at once.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, RwLock};

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::header;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use pathfinder_domain::fault::Fault;
use pathfinder_functions::envelope::is_deeper_than;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::app::App;
use crate::problem::{Answer, Code, Problem};

/// Deepest nesting of a body.
const MAX_DEPTH: usize = 32;
/// Most faults told at once.
const MAX_FAULTS: usize = 50;

/// A request body of `application/json` that fits the schema of `T`.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// A JSON merge patch (RFC 7396), to be applied to what stands there now.
#[derive(Debug)]
pub struct Patch(Value);

impl Patch {
    /// The patched form of `current`, checked as a whole: `null` takes a field away, so taking a required one away is a fault.
    ///
    /// # Errors
    /// Every field of the result that does not fit the schema of `T`.
    pub fn apply<T: Serialize + DeserializeOwned + JsonSchema + 'static>(&self, current: &T) -> Answer<T> {
        let mut value = serde_json::to_value(current).map_err(Problem::internal)?;
        // A field that stands there as null is absent; the schema of an optional field takes both.
        merge(&mut value, &self.0);
        decode(value)
    }
}

/// RFC 7396, section 2.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    if let Value::Object(fields) = target {
        for (name, change) in changes {
            if change.is_null() {
                fields.remove(name);
            } else {
                merge(fields.entry(name.clone()).or_insert(Value::Null), change);
            }
        }
    }
}

impl<T: DeserializeOwned + JsonSchema + 'static> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &App) -> Result<Self, Problem> {
        let value = read(request, state, "application/json").await?;
        decode(value).map(Self)
    }
}

impl FromRequest<App> for Patch {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &App) -> Result<Self, Problem> {
        let value = read(request, state, "application/merge-patch+json").await?;
        if !value.is_object() {
            return Err(Problem::field("", "type", "send a JSON object"));
        }
        Ok(Self(value))
    }
}

async fn read(request: Request, state: &App, media_type: &'static str) -> Answer<Value> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = content_type.split(';').next().unwrap_or("").trim();
    if !essence.eq_ignore_ascii_case(media_type) {
        return Err(Problem::new(Code::UnsupportedMediaType, format!("send the body as {media_type}")));
    }
    let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        http::StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Code::BodyTooLarge, "the body is larger than this resource takes"),
        _ => Problem::new(Code::MalformedBody, "the body ended early or could not be read"),
    })?;
    parse(&bytes)
}

/// Reads JSON of bounded depth.
fn parse(bytes: &[u8]) -> Answer<Value> {
    let malformed = |detail: String| Problem::new(Code::MalformedBody, detail);
    if is_deeper_than(bytes, MAX_DEPTH) {
        return Err(malformed(format!("the body nests deeper than {MAX_DEPTH} levels")));
    }
    serde_json::from_slice(bytes).map_err(|error| malformed(format!("line {}, column {}: this is not JSON", error.line(), error.column())))
}

/// Checks `value` against the schema of `T` and reads it.
///
/// # Errors
/// Every faulty field.
pub fn decode<T: DeserializeOwned + JsonSchema + 'static>(value: Value) -> Answer<T> {
    let validator = validator::<T>()?;
    let faults: Vec<Fault> = validator.iter_errors(&value).take(MAX_FAULTS).flat_map(|error| faults_of(&error)).collect();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    // What the schema cannot say (a real currency, a real date) the types still check; they stop at the first.
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path: String = error.path().iter().map(|segment| format!("/{}", segment.to_string().trim_matches(['[', ']']))).collect();
        Problem::field(path, "value", error.inner().to_string())
    })
}

fn validator<T: JsonSchema + 'static>() -> Answer<Arc<Validator>> {
    static COMPILED: OnceLock<RwLock<HashMap<TypeId, Arc<Validator>>>> = OnceLock::new();
    let compiled = COMPILED.get_or_init(RwLock::default);
    let id = TypeId::of::<T>();
    if let Some(validator) = compiled.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&id) {
        return Ok(Arc::clone(validator));
    }
    let schema = schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    let validator = jsonschema::draft202012::new(schema.as_value()).map(Arc::new).map_err(Problem::internal)?;
    compiled.write().unwrap_or_else(std::sync::PoisonError::into_inner).insert(id, Arc::clone(&validator));
    Ok(validator)
}

/// A validator's finding in our words: where, a stable code, and how to mend it.
fn faults_of(error: &ValidationError<'_>) -> Vec<Fault> {
    let at = error.instance_path().to_string();
    let fault = |code: &str, detail: String| vec![Fault::new(at.clone(), code, detail)];
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let named = |name: &String| {
                Fault::new(format!("{at}/{}", escape(name)), "unknown", "there is no such field; take it out or check its spelling")
            };
            unexpected.iter().take(MAX_FAULTS).map(named).collect()
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![Fault::new(format!("{at}/{}", escape(name)), "required", "this field is needed")]
        }
        ValidationErrorKind::Type { kind } => fault("type", format!("this must be {}", type_words(kind))),
        ValidationErrorKind::Enum { options } => fault("enum", format!("this must be one of {options}")),
        ValidationErrorKind::Constant { expected_value } => fault("constant", format!("this must be {expected_value}")),
        ValidationErrorKind::Minimum { limit } => fault("minimum", format!("this must be {limit} or more")),
        ValidationErrorKind::Maximum { limit } => fault("maximum", format!("this must be {limit} or less")),
        ValidationErrorKind::MinLength { limit: 1 } => fault("empty", "this must not be empty".to_owned()),
        ValidationErrorKind::MinLength { limit } => fault("too-short", format!("this needs at least {limit} characters")),
        ValidationErrorKind::MaxLength { limit } => fault("too-long", format!("this takes at most {limit} characters")),
        ValidationErrorKind::MinItems { limit } => fault("too-few", format!("this needs at least {limit} entries")),
        ValidationErrorKind::MaxItems { limit } => fault("too-many", format!("this takes at most {limit} entries")),
        ValidationErrorKind::Pattern { pattern } => fault("pattern", format!("this does not have the form {pattern}")),
        ValidationErrorKind::Format { format } => fault("format", format!("this is not a {format}")),
        ValidationErrorKind::AnyOf { context } => {
            // An optional field is a form or null: what is wrong with the form is meant, wherever in it that is.
            let forms: Vec<_> = context.iter().filter(|errors| !errors.iter().any(wants_null)).collect();
            match forms.as_slice() {
                [form] if !form.is_empty() => form.iter().take(MAX_FAULTS).flat_map(faults_of).collect(),
                _ => fault("variant", "this fits none of the allowed forms".to_owned()),
            }
        }
        ValidationErrorKind::OneOfNotValid { .. } => fault("variant", "this fits none of the allowed forms".to_owned()),
        _ => fault("invalid", error.to_string().chars().take(200).collect()),
    }
}

fn wants_null(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Null) })
}

fn type_words(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(kind) => format!("of type {kind}"),
        TypeKind::Multiple(kinds) => format!("of type {}", kinds.iter().map(|kind| kind.to_string()).collect::<Vec<_>>().join(" or ")),
    }
}

/// RFC 6901 escaping of one segment.
fn escape(name: &str) -> String {
    name.chars().take(100).collect::<String>().replace('~', "~0").replace('/', "~1")
}
