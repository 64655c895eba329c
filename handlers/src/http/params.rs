//! Query parameters and typed path segments.

use std::str::FromStr;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Path, Query};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::problem::{Code, Problem};

/// Query parameters as `T`; unknown ones are refused by its `deny_unknown_fields`.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &App) -> Result<Self, Problem> {
        let Query(value) = Query::<T>::from_request_parts(parts, state).await.map_err(|rejection: QueryRejection| {
            let text = rejection.body_text();
            Problem::new(Code::InvalidQuery, text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text).to_owned())
        })?;
        Ok(Self(value))
    }
}

/// The path parameters of a route, all of them, in order; what cannot be an id is not found.
#[derive(Debug, Clone)]
pub struct PathId<T>(pub T);

impl<T: FromStr + Send> FromRequestParts<App> for PathId<T> {
    type Rejection = Problem;

    /// The last path parameter of the route.
    async fn from_request_parts(parts: &mut Parts, state: &App) -> Result<Self, Problem> {
        let Path(all) = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        let last = all.last().ok_or_else(Problem::not_found)?;
        last.1.parse().map(Self).map_err(|_| Problem::not_found())
    }
}

/// The path parameter `name`, parsed.
///
/// # Errors
/// 404 when it is absent or cannot be a `T`.
pub async fn path_param<T: FromStr>(parts: &mut Parts, state: &App, name: &str) -> Result<T, Problem> {
    let Path(all) = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
    let (_, value) = all.iter().find(|(key, _)| key == name).ok_or_else(Problem::not_found)?;
    value.parse().map_err(|_| Problem::not_found())
}
