//! What an HTTP function takes and answers, in the terms of OpenAPI; builder methods of [`Function`].

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::function::Function;
use crate::openapi::Shape;

/// The media type of JSON bodies.
const JSON: &str = "application/json";
/// The media type of RFC 7396 merge patches.
const MERGE_PATCH: &str = "application/merge-patch+json";

/// The description of one HTTP function. Filled in by the builder methods of [`Function`], read by [`crate::openapi`].
#[derive(Debug, Clone, Default)]
pub struct Description {
    pub(crate) tag: Option<&'static str>,
    pub(crate) body: Option<(&'static str, Shape)>,
    pub(crate) query: Option<fn(&mut SchemaGenerator) -> Schema>,
    pub(crate) headers: Vec<HeaderDescription>,
    pub(crate) answers: BTreeMap<u16, Answer>,
    pub(crate) answer_headers: BTreeMap<u16, Vec<HeaderDescription>>,
    pub(crate) anonymous: bool,
    pub(crate) undocumented: bool,
}

impl Description {
    /// The OpenAPI tag, if any.
    pub fn tag(&self) -> Option<&'static str> {
        self.tag
    }

    /// Whether the function is reachable without a bearer token.
    pub fn is_anonymous(&self) -> bool {
        self.anonymous
    }

    /// Whether the function stays out of the OpenAPI document.
    pub fn is_undocumented(&self) -> bool {
        self.undocumented
    }

    /// Whether query parameters are declared.
    pub fn takes_query(&self) -> bool {
        self.query.is_some()
    }

    /// Whether a request header of this name (any case) is declared as required.
    pub fn requires_header(&self, name: &str) -> bool {
        self.headers.iter().any(|header| header.required && header.name.eq_ignore_ascii_case(name))
    }

    /// The declared statuses, ascending.
    pub fn statuses(&self) -> impl Iterator<Item = u16> + '_ {
        self.answers.keys().copied()
    }
}

/// One header of a request or a response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeaderDescription {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) description: &'static str,
}

/// One declared answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) description: &'static str,
    pub(crate) content: Content,
}

/// What the body of an answer is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Content {
    Empty,
    Json(Shape),
    Other(&'static str),
}

impl<S> Function<S> {
    /// Groups the operation under a tag.
    #[must_use]
    pub fn tag(mut self, tag: &'static str) -> Self {
        self.description.tag = Some(tag);
        self
    }

    /// The request body is `application/json` of shape `T`.
    #[must_use]
    pub fn takes<T: JsonSchema>(mut self) -> Self {
        self.description.body = Some((JSON, Shape::of::<T>()));
        self
    }

    /// The request body is `application/merge-patch+json` (RFC 7396) of shape `T`.
    #[must_use]
    pub fn takes_patch<T: JsonSchema>(mut self) -> Self {
        self.description.body = Some((MERGE_PATCH, Shape::of::<T>()));
        self
    }

    /// The request body is of another media type (a file, say), described only by that type.
    #[must_use]
    pub fn takes_media(mut self, media_type: &'static str) -> Self {
        self.description.body = Some((media_type, Shape::bytes()));
        self
    }

    /// The properties of the struct `T` are the query parameters.
    #[must_use]
    pub fn query<T: JsonSchema>(mut self) -> Self {
        self.description.query = Some(T::json_schema);
        self
    }

    /// Answers `status` with `application/json` of shape `T`.
    #[must_use]
    pub fn answers<T: JsonSchema>(self, status: u16, description: &'static str) -> Self {
        self.answer(status, description, Content::Json(Shape::of::<T>()))
    }

    /// Answers `status` without a body.
    #[must_use]
    pub fn answers_empty(self, status: u16, description: &'static str) -> Self {
        self.answer(status, description, Content::Empty)
    }

    /// Answers `status` with a body that is not JSON.
    #[must_use]
    pub fn answers_with(self, status: u16, media_type: &'static str, description: &'static str) -> Self {
        self.answer(status, description, Content::Other(media_type))
    }

    /// A request header parameter.
    #[must_use]
    pub fn header(mut self, name: &'static str, required: bool, description: &'static str) -> Self {
        self.description.headers.push(HeaderDescription { name, required, description });
        self
    }

    /// A header of the answer with `status`.
    #[must_use]
    pub fn response_header(mut self, status: u16, name: &'static str, description: &'static str) -> Self {
        self.description.answer_headers.entry(status).or_default().push(HeaderDescription { name, required: false, description });
        self
    }

    /// A read whose answer carries an ETag: whoever has that version already is told so without a body. Comes after the answer with 200.
    #[must_use]
    pub fn conditional(self) -> Self {
        self.header("If-None-Match", false, "ETag of what is known already.")
            .response_header(200, "ETag", "The version that was read; for If-None-Match, and for If-Match of a change.")
            .answers_empty(304, "It is the version that is known already.")
            .response_header(304, "ETag", "The version that is known already.")
    }

    /// Answers 201 with `T`, its address and its ETag.
    #[must_use]
    pub fn creates<T: JsonSchema>(self, description: &'static str) -> Self {
        self.answers::<T>(201, description).response_header(201, "Location", "Address of what was created.").response_header(
            201,
            "ETag",
            "The version that was created; for If-Match of a change.",
        )
    }

    /// Answers 202 with `T`, which tells of work that goes on.
    #[must_use]
    pub fn accepts<T: JsonSchema>(self, description: &'static str) -> Self {
        self.answers::<T>(202, description).response_header(202, "Operation-Location", "Address of the operation.").response_header(
            202,
            "Retry-After",
            "Seconds until it is worth a look.",
        )
    }

    /// A change of what was read: takes If-Match, and answers 200 with the changed `T` and its new ETag.
    #[must_use]
    pub fn changes<T: JsonSchema>(self, description: &'static str) -> Self {
        self.header("If-Match", true, "ETag of what was read.").answers::<T>(200, description).response_header(
            200,
            "ETag",
            "The version as it stands now.",
        )
    }

    /// No bearer token is needed (health, OpenAPI, documentation, development token).
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.description.anonymous = true;
        self
    }

    /// Not listed in the OpenAPI document (the assets of the documentation page).
    #[must_use]
    pub fn undocumented(mut self) -> Self {
        self.description.undocumented = true;
        self
    }

    fn answer(mut self, status: u16, description: &'static str, content: Content) -> Self {
        self.description.answers.insert(status, Answer { description, content });
        self
    }
}
