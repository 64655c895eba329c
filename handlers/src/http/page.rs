//! Lists: `{value, nextLink}` with signed cursors that nobody can forge or carry to another list.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::request::Parts;
use pathfinder_cloud::documents::Continuation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::app::App;
use crate::http::Params;
use crate::problem::{Answer, Code, Problem};

/// Most entries of a page.
const MAX_PAGE: usize = 200;
const DEFAULT_PAGE: usize = 50;

/// The query parameters of every list.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// Entries of a page, 1 to 200; 50 where absent.
    #[schemars(range(min = 1, max = 200))]
    pub maxpagesize: Option<usize>,
    /// Where the page before ended; taken from its `nextLink`.
    #[schemars(length(min = 1, max = 1000))]
    pub cursor: Option<String>,
}

/// A page of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct List<T> {
    pub value: Vec<T>,
    /// Absolute address of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_link: Option<String>,
}

impl<T: Serialize> IntoResponse for List<T> {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

/// Which page of the list at `path` was asked for.
#[derive(Debug)]
pub struct Paging {
    path: String,
    pub limit: usize,
    pub after: Option<Continuation>,
}

impl FromRequestParts<App> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Params(query) = Params::<PageQuery>::from_request_parts(parts, app).await?;
        let limit = query.maxpagesize.unwrap_or(DEFAULT_PAGE);
        if !(1..=MAX_PAGE).contains(&limit) {
            return Err(Problem::new(Code::InvalidQuery, format!("maxpagesize takes 1 to {MAX_PAGE}")));
        }
        let path = parts.uri.path().to_owned();
        let fault = || Problem::new(Code::InvalidQuery, "cursor is not one that this list gave");
        let after = query.cursor.map(|cursor| open(&app.cursor_key, &path, &cursor).ok_or_else(fault)).transpose()?;
        Ok(Self { path, limit, after })
    }
}

impl Paging {
    /// The asked-for page of a list that is in memory as a whole, sorted newest first, and the place of the next.
    pub fn slice<'a, T: std::fmt::Display>(&self, all: &'a [T]) -> (&'a [T], Option<Continuation>) {
        // After the entry that the page before ended with, or after where it would stand: ids descend.
        let start = self.after.as_ref().map_or(0, |after| all.iter().take_while(|entry| entry.to_string() >= after.0).count());
        let end = all.len().min(start + self.limit);
        let page = &all[start.min(end)..end];
        let next = page.last().filter(|_| end < all.len()).map(|last| Continuation(last.to_string()));
        (page, next)
    }

    /// The page's answer.
    ///
    /// # Errors
    /// None in practice; a broken key would be an internal fault.
    pub fn list<T>(&self, app: &App, value: Vec<T>, next: Option<Continuation>) -> Answer<List<T>> {
        let next_link = match next {
            Some(next) => {
                let cursor = seal(&app.cursor_key, &self.path, &next).ok_or_else(|| Problem::internal("the cursor key cannot sign"))?;
                Some(app.config.link(&format!("{}?maxpagesize={}&cursor={cursor}", self.path, self.limit)))
            }
            None => None,
        };
        Ok(List { value, next_link })
    }
}

fn mac(key: &[u8], path: &str, place: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(path.as_bytes());
    mac.update(&[0]);
    mac.update(place);
    Some(mac)
}

fn seal(key: &[u8], path: &str, next: &Continuation) -> Option<String> {
    let tag = mac(key, path, next.0.as_bytes())?.finalize().into_bytes();
    Some(URL_SAFE_NO_PAD.encode([&tag[..16], next.0.as_bytes()].concat()))
}

fn open(key: &[u8], path: &str, cursor: &str) -> Option<Continuation> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (tag, place) = bytes.split_at_checked(16)?;
    mac(key, path, place)?.verify_truncated_left(tag).ok()?;
    String::from_utf8(place.to_vec()).ok().map(Continuation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_belong_to_their_list() {
        let next = Continuation("abc".to_owned());
        let cursor = seal(&[1; 32], "/api/v1/trips", &next).unwrap();
        assert_eq!(open(&[1; 32], "/api/v1/trips", &cursor), Some(next));
        assert_eq!(open(&[1; 32], "/api/v1/families", &cursor), None);
        assert_eq!(open(&[2; 32], "/api/v1/trips", &cursor), None);
        assert_eq!(open(&[1; 32], "/api/v1/trips", "AAAA"), None);
    }
}
