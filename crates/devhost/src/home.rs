//! The page at `/`: what runs here and where its documentation is.

use axum::body::Body;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};

use crate::admin::path;

pub(crate) fn page(prefix: &str) -> Response<Body> {
    let link = |route: &str, words: &str| format!("<li><a href=\"/{0}\">/{0}</a> {words}</li>", path(prefix, route));
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Pathfinder, local</title>\n\
         <body style=\"font-family:system-ui;max-width:40rem;margin:3rem auto;line-height:1.5\">\n\
         <h1>Pathfinder runs here</h1>\n<p>This is devhost, the local stand-in for the Azure Functions host.</p>\n<ul>\n{}\n{}\n\
         <li><a href=\"/admin/functions\">/admin/functions</a> every function; POST {{\"input\":\"…\"}} to /admin/functions/&lt;name&gt; runs one</li>\n\
         <li><a href=\"/admin/host/status\">/admin/host/status</a> how the host is</li>\n</ul></body></html>\n",
        link("docs", "the API, to read and to try"),
        link("openapi.json", "the same for programs"),
    );
    let mut response = Response::new(Body::from(html));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
