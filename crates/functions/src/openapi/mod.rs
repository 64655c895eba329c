//! The OpenAPI 3.1 document of the HTTP functions.

mod components;
mod operation;
mod shape;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

pub use shape::Shape;

use crate::function::{Function, Trigger};
use components::Components;

/// What the document says about the whole.
#[derive(Debug, Clone, Copy, Default)]
pub struct Info {
    pub title: &'static str,
    pub version: &'static str,
    /// In CommonMark.
    pub description: &'static str,
    /// Name and description of every tag, in the order of display.
    pub tags: &'static [(&'static str, &'static str)],
}

/// The name of the security scheme.
pub(crate) const BEARER: &str = "bearer";

/// The OpenAPI 3.1 document of all HTTP functions that are not undocumented. The same functions give the same text: paths are
/// sorted, and so is every object.
///
/// `problem` is the shape of the `default` answer, `application/problem+json`.
pub fn document<S>(functions: &[Function<S>], info: &Info, problem: Shape) -> Value {
    let mut components = Components::new();
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for function in functions.iter().filter(|function| !function.description().is_undocumented()) {
        let Trigger::Http { method, route } = function.trigger() else { continue };
        let path = format!("{}{}", crate::router::PREFIX, route.replace("{*", "{"));
        let operation = operation::operation(function, route, problem, &mut components);
        paths.entry(path).or_default().insert(method.as_str().to_ascii_lowercase(), operation);
    }
    let mut paths = json!(paths);
    let schemas = components.finish(&mut paths);
    let tags = info.tags.iter().map(|(name, description)| json!({ "name": name, "description": description })).collect::<Vec<_>>();
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": { "title": info.title, "version": info.version, "description": info.description },
        "servers": [{ "url": "/" }],
        "tags": tags,
        "security": [{ BEARER: [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { BEARER: { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } },
        },
    })
}
