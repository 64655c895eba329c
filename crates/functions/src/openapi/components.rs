//! The named schemas of the document, as requests and as answers see them.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::Shape;

/// Where a schema stands in the document; serde may read and write one type differently (defaults, skipped fields).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Answer,
}

/// The reference of a named schema.
const PREFIX: &str = "#/components/schemas/";
/// Marks a reference of a request until `finish` knows whether both sides agree. No schema name has a `?`.
const REQUEST_MARK: &str = "?request";
/// Behind the name of a request's schema when an answer has another one under that name.
const INPUT: &str = "Input";

pub(super) struct Components {
    requests: SchemaGenerator,
    answers: SchemaGenerator,
}

impl Components {
    pub(super) fn new() -> Self {
        let settings = || SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
        Self { requests: settings().for_deserialize().into_generator(), answers: settings().for_serialize().into_generator() }
    }

    /// The schema of a shape at one side of the wire.
    pub(super) fn schema(&mut self, shape: Shape, side: Side) -> Value {
        self.with(side, |generator| shape.generate(generator))
    }

    /// Any schema, generated at one side of the wire.
    pub(super) fn with(&mut self, side: Side, generate: impl FnOnce(&mut SchemaGenerator) -> Schema) -> Value {
        match side {
            Side::Answer => generate(&mut self.answers).to_value(),
            Side::Request => {
                let mut schema = generate(&mut self.requests).to_value();
                rename(&mut schema, &mut |name| Some(format!("{name}{REQUEST_MARK}")));
                schema
            }
        }
    }

    /// All named schemas. A request's schema that differs from the answer's of the same name is called `<Name>Input`, also in `paths`.
    pub(super) fn finish(mut self, paths: &mut Value) -> Map<String, Value> {
        let requests = self.requests.take_definitions(true);
        let mut schemas = self.answers.take_definitions(true);
        let differing = differing(&requests, &schemas);
        let name_of = |name: &str| if differing.contains(name) { format!("{name}{INPUT}") } else { name.to_owned() };
        rename(paths, &mut |name| name.strip_suffix(REQUEST_MARK).map(name_of));
        for (name, mut schema) in requests {
            rename(&mut schema, &mut |name| Some(name_of(name)));
            schemas.insert(name_of(&name), schema);
        }
        schemas
    }
}

/// The names whose schemas differ, or that refer to one whose schemas differ.
fn differing(requests: &Map<String, Value>, answers: &Map<String, Value>) -> BTreeSet<String> {
    let both = |name: &String| answers.get(name).is_some();
    let mut found: BTreeSet<String> = requests
        .iter()
        .filter(|(name, schema)| answers.get(*name).is_some_and(|other| other != *schema))
        .map(|(name, _)| name.clone())
        .collect();
    loop {
        let more = requests.iter().filter(|(name, schema)| both(name) && !found.contains(*name) && refers_to(schema, &found));
        let more = more.map(|(name, _)| name.clone()).collect::<Vec<_>>();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

fn refers_to(schema: &Value, names: &BTreeSet<String>) -> bool {
    let mut found = false;
    rename(&mut schema.clone(), &mut |name| {
        found |= names.contains(name);
        None
    });
    found
}

/// Walks every reference to a named schema; `new_name` may give it another name.
fn rename(value: &mut Value, new_name: &mut impl FnMut(&str) -> Option<String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, new_name)),
        Value::Object(fields) => {
            for (key, field) in fields {
                match field {
                    Value::String(text) if key == "$ref" => {
                        if let Some(name) = text.strip_prefix(PREFIX).and_then(&mut *new_name) {
                            *text = format!("{PREFIX}{name}");
                        }
                    }
                    field => rename(field, new_name),
                }
            }
        }
        _ => {}
    }
}
