//! One operation of the document: its parameters, body and answers.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::Shape;
use super::components::{Components, Side};
use crate::description::{Content, HeaderDescription};
use crate::function::Function;

/// The media type of RFC 9457 problem documents.
const PROBLEM: &str = "application/problem+json";

pub(super) fn operation<S>(function: &Function<S>, route: &str, problem: Shape, components: &mut Components) -> Value {
    let description = function.description();
    let mut parameters = path_parameters(route);
    if let Some(query) = description.query {
        parameters.extend(query_parameters(&components.with(Side::Request, query)));
    }
    parameters.extend(description.headers.iter().map(|header| {
        json!({ "in": "header", "name": header.name, "required": header.required, "description": header.description, "schema": { "type": "string" } })
    }));

    let mut operation = Map::new();
    operation.insert("operationId".to_owned(), json!(function.name()));
    operation.insert("summary".to_owned(), json!(function.purpose()));
    if let Some(tag) = description.tag {
        operation.insert("tags".to_owned(), json!([tag]));
    }
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if let Some((media_type, shape)) = description.body {
        let schema = components.schema(shape, Side::Request);
        operation.insert("requestBody".to_owned(), json!({ "required": true, "content": { media_type: { "schema": schema } } }));
    }
    if description.anonymous {
        operation.insert("security".to_owned(), json!([]));
    }
    operation.insert("responses".to_owned(), Value::Object(responses(function, problem, components)));
    Value::Object(operation)
}

fn path_parameters(route: &str) -> Vec<Value> {
    let names = route.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let parameter =
        |name: &str| json!({ "in": "path", "name": name.trim_start_matches('*'), "required": true, "schema": { "type": "string" } });
    names.map(parameter).collect()
}

/// The properties of an object schema as query parameters, in the order of their names.
fn query_parameters(schema: &Value) -> Vec<Value> {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return Vec::new() };
    let required =
        |name: &str| schema.get("required").and_then(Value::as_array).is_some_and(|names| names.iter().any(|known| known == name));
    let parameter = |(name, property): (&String, &Value)| {
        let mut schema = without_null(property);
        let description = schema.as_object_mut().and_then(|fields| fields.remove("description"));
        let mut parameter = json!({ "in": "query", "name": name, "required": required(name), "schema": schema });
        if let (Some(fields), Some(description)) = (parameter.as_object_mut(), description) {
            fields.insert("description".to_owned(), description);
        }
        parameter
    };
    properties.iter().map(parameter).collect()
}

/// A query has no null: an optional parameter is left out.
fn without_null(property: &Value) -> Value {
    let mut schema = property.clone();
    let Some(fields) = schema.as_object_mut() else { return schema };
    if let Some(Value::Array(types)) = fields.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            fields.insert("type".to_owned(), only);
        }
    }
    if fields.get("default") == Some(&Value::Null) {
        fields.remove("default");
    }
    if let Some(Value::Array(values)) = fields.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(choices)) = fields.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type").and_then(Value::as_str) != Some("null"));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            fields.remove("anyOf");
            fields.extend(only);
        }
    }
    schema
}

fn responses<S>(function: &Function<S>, problem: Shape, components: &mut Components) -> Map<String, Value> {
    let description = function.description();
    let mut responses = Map::new();
    for (status, answer) in &description.answers {
        let mut response = response(answer.description);
        match answer.content {
            Content::Empty => {}
            Content::Json(shape) => {
                let schema = components.schema(shape, Side::Answer);
                response.insert("content".to_owned(), json!({ "application/json": { "schema": schema } }));
            }
            Content::Other(media_type) => {
                response.insert("content".to_owned(), json!({ media_type: {} }));
            }
        }
        responses.insert(status.to_string(), Value::Object(response));
    }
    for (status, headers) in &description.answer_headers {
        let reason = StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Answer");
        let entry = responses.entry(status.to_string()).or_insert_with(|| Value::Object(response(reason)));
        if let Some(entry) = entry.as_object_mut() {
            entry.insert("headers".to_owned(), headers_object(headers));
        }
    }
    let schema = components.schema(problem, Side::Answer);
    responses.insert(
        "default".to_owned(),
        json!({ "description": "A problem document that says what went wrong (RFC 9457).", "content": { PROBLEM: { "schema": schema } } }),
    );
    responses
}

fn response(description: &str) -> Map<String, Value> {
    Map::from_iter([("description".to_owned(), json!(description))])
}

fn headers_object(headers: &[HeaderDescription]) -> Value {
    let header =
        |header: &HeaderDescription| (header.name.to_owned(), json!({ "description": header.description, "schema": { "type": "string" } }));
    Value::Object(headers.iter().map(header).collect())
}
