//! The JSON schema of a Rust type, chosen now and generated later.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// The schema of a type that is not generated yet.
#[derive(Debug, Clone, Copy)]
pub struct Shape(fn(&mut SchemaGenerator) -> Schema);

impl Shape {
    /// The shape of `T`: a reference to a component when the type has a name, the schema itself otherwise.
    pub fn of<T: JsonSchema>() -> Self {
        Self(|generator| generator.subschema_for::<T>())
    }

    /// Bytes of no stated structure: the empty schema, as OpenAPI 3.1 has it for files.
    pub(crate) fn bytes() -> Self {
        Self(|_| json_schema!({}))
    }

    pub(crate) fn generate(self, generator: &mut SchemaGenerator) -> Schema {
        (self.0)(generator)
    }
}
