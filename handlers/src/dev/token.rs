//! `POST /api/v1/dev/token`: an access token for anybody, from the local profile's own issuer.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use http::Method;
use pathfinder_functions::Function;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::http::Body;
use crate::identity::local::Person;
use crate::problem::{Answer, Problem};

pub fn function() -> Function<App> {
    Function::http(
        "dev-token",
        Method::POST,
        "v1/dev/token",
        "Gives an access token for a made-up person; exists in the local profile only.",
        handle,
    )
    .tag("Development")
    .anonymous()
    .takes::<TokenRequest>()
    .answers::<Token>(200, "A token that lives for an hour.")
}

/// Who wants to be signed in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TokenRequest {
    #[schemars(length(min = 1, max = 100))]
    name: String,
    #[schemars(length(max = 254), regex(pattern = "^[^@\\s]+@[^@\\s]+$"))]
    email: Option<String>,
    /// Object id of the person; derived from the name where absent, so that the same name is the same person.
    object_id: Option<Uuid>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Token {
    access_token: String,
    token_type: &'static str,
    expires_at: DateTime<Utc>,
}

async fn handle(State(app): State<App>, Body(request): Body<TokenRequest>) -> Answer<Json<Token>> {
    let issuer = app.local_issuer.clone().ok_or_else(Problem::not_found)?;
    let object = request.object_id.unwrap_or_else(|| Uuid::new_v5(&Uuid::NAMESPACE_URL, request.name.as_bytes()));
    let person = Person { object: object.to_string(), name: request.name, email: request.email };
    let now = app.now();
    // The first token makes the key pair, which takes a moment of a processor.
    let made = tokio::task::spawn_blocking(move || issuer.issue(&person, now)).await.map_err(Problem::internal)?;
    let (access_token, expires_at) = made.map_err(Problem::internal)?;
    Ok(Json(Token { access_token, token_type: "Bearer", expires_at }))
}
