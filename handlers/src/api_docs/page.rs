//! `GET /api/docs`: a page to browse the API with; everything it loads comes from the binary.

use std::sync::{Arc, OnceLock};

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method, header};
use pathfinder_functions::Function;
use utoipa_swagger_ui::{Config, serve};

use super::TAG;
use crate::app::App;
use crate::http::PathId;
use crate::problem::{Answer, Problem};

pub fn function() -> Function<App> {
    Function::http("api-docs", Method::GET, "docs", "Shows a page to browse this API with.", handle).tag(TAG).anonymous().answers_with(
        200,
        "text/html",
        "The page.",
    )
}

pub fn assets() -> Function<App> {
    Function::http("api-docs-asset", Method::GET, "docs/{*asset}", "Serves the scripts and styles of the page.", handle_asset)
        .anonymous()
        .undocumented()
}

/// Only what the binary itself carries may run; the page writes style attributes.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

async fn handle() -> Answer<Response> {
    let file = load("index.html")?;
    // The page is at `docs`, its files below `docs/`.
    let html = String::from_utf8_lossy(&file.bytes).replace("\"./", "\"./docs/").replace("href=\"index.css", "href=\"./docs/index.css");
    Ok(answer(&file.content_type, html.into_bytes()))
}

async fn handle_asset(PathId(asset): PathId<String>) -> Answer<Response> {
    let file = load(&asset)?;
    Ok(answer(&file.content_type, file.bytes))
}

struct File {
    content_type: String,
    bytes: Vec<u8>,
}

fn load(path: &str) -> Answer<File> {
    static CONFIG: OnceLock<Arc<Config<'static>>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| Arc::new(Config::from("/api/openapi.json").try_it_out_enabled(true).persist_authorization(false)));
    let found = serve(path, Arc::clone(config)).map_err(Problem::internal)?.ok_or_else(Problem::not_found)?;
    Ok(File { content_type: found.content_type, bytes: found.bytes.into_owned() })
}

fn answer(content_type: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(HeaderName::from_static("cache-control"), HeaderValue::from_static("public, max-age=3600"));
    if let Ok(value) = HeaderValue::from_str(content_type) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    response
}
