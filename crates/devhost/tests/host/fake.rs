//! The handler under the host: records what it is sent and misbehaves on demand.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use futures::{StreamExt as _, stream};
use http::{Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

/// File of JSON lines: one per start, one per request.
pub(crate) const RECORD: &str = "FAKE_RECORD";
/// File whose appearance releases every held call.
pub(crate) const GATE: &str = "FAKE_GATE";
/// How the process starts: nothing special, `exit:N`, `v6`.
pub(crate) const START: &str = "FAKE_START";

pub(crate) fn run_if_asked() {
    if std::env::var_os(RECORD).is_none() {
        return;
    }
    let vars: BTreeMap<String, String> = std::env::vars().collect();
    record(&json!({"start": std::env::args().skip(1).collect::<Vec<_>>(), "vars": vars, "folder": std::env::current_dir().unwrap()}));
    println!("fake handler says hello");
    let start = std::env::var(START).unwrap_or_default();
    if let Some(code) = start.strip_prefix("exit:") {
        eprintln!("cannot start: no luck");
        std::process::exit(code.parse().unwrap());
    }
    let port: u16 = std::env::var("FUNCTIONS_CUSTOMHANDLER_PORT").unwrap().parse().unwrap();
    let address = if start == "v6" { SocketAddr::from((Ipv6Addr::LOCALHOST, port)) } else { SocketAddr::from((Ipv4Addr::LOCALHOST, port)) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        axum::serve(listener, axum::Router::new().fallback(answer)).await.unwrap();
    });
}

fn record(line: &Value) {
    let path = std::env::var_os(RECORD).unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(format!("{line}\n").as_bytes()).unwrap();
}

async fn gate() {
    let gate = PathBuf::from(std::env::var_os(GATE).unwrap());
    while !gate.exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn answer(request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    if parts.uri.path() == "/" {
        // S2, S3: any answer counts as ready.
        return text(404, "Route not found");
    }
    let body = body.collect().await.unwrap().to_bytes();
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in &parts.headers {
        headers.entry(name.to_string()).or_default().push(value.to_str().unwrap().to_owned());
    }
    let body_text = String::from_utf8_lossy(&body).into_owned();
    let seen = json!({
        "method": parts.method.as_str(), "path": parts.uri.path(), "query": parts.uri.query(), "headers": headers, "body": body_text,
    });
    record(&seen);
    let path = parts.uri.path().to_owned();
    if let Some(rest) = path.strip_prefix("/api/v1/") {
        return direct(rest, &seen).await;
    }
    triggered(&path, serde_json::from_str(&body_text).unwrap_or_default()).await
}

async fn direct(path: &str, seen: &Value) -> Response<Body> {
    match path.split_once('/').unwrap_or((path, "")) {
        ("echo", _) => {
            let mut response = json_response(200, seen);
            for cookie in ["a=1", "b=2"] {
                response.headers_mut().append("set-cookie", cookie.parse().unwrap());
            }
            response
        }
        ("status", code) => text(code.parse().unwrap(), "as you asked"),
        ("away", _) => {
            let mut response = text(302, "");
            response.headers_mut().insert("location", "/api/v1/echo".parse().unwrap());
            response
        }
        ("exit", code) => {
            eprintln!("leaving with {code}");
            std::process::exit(code.parse().unwrap())
        }
        ("hang", _) => std::future::pending().await,
        ("hold", _) => {
            gate().await;
            text(200, "released")
        }
        ("drip", _) => {
            let first = stream::iter([Ok::<_, std::io::Error>("first")]);
            let second = stream::once(async {
                gate().await;
                Ok("second")
            });
            Response::new(Body::from_stream(first.chain(second)))
        }
        _ => text(404, "unknown"),
    }
}

/// The trigger's text decides: `ok`, `fail`, `hold`, `crash`, `empty`, `text`, `odd`, or an object.
async fn triggered(path: &str, envelope: Value) -> Response<Body> {
    let good = json!({"Outputs": {}, "Logs": [format!("{path} ran")], "ReturnValue": null});
    if path == "/final" {
        return json_response(200, &json!({"Outputs": {"res": {"body": "followed"}}}));
    }
    let data = &envelope["Data"];
    if let Some(request) = data.get("req") {
        return http_in_envelope(request, &envelope["Metadata"]);
    }
    let word: String = data.get("item").and_then(Value::as_str).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    match word.as_str() {
        "fail" => json_response(500, &good),
        "hold" => {
            gate().await;
            json_response(200, &good)
        }
        "crash" if !PathBuf::from(std::env::var_os(GATE).unwrap()).exists() => {
            std::fs::write(std::env::var_os(GATE).unwrap(), "").unwrap();
            std::process::exit(7)
        }
        "empty" => text(204, ""),
        "text" => text(200, "TestMessage"),
        _ => json_response(200, &good),
    }
}

fn http_in_envelope(request: &Value, metadata: &Value) -> Response<Body> {
    let retry = &metadata["RetryContext"];
    match request["Query"]["do"].as_str() {
        Some("fail") => text(500, "no"),
        Some("odd") => json_response(200, &json!({"Outputs": {"res": "SomeBlah"}})),
        Some("away") => {
            let mut response = text(302, "");
            response.headers_mut().insert("location", "/final".parse().unwrap());
            response
        }
        Some("retry") if retry["RetryCount"] != retry["MaxRetryCount"] => text(500, "again"),
        Some("retry") => {
            let body = format!("Retry Count:{} Max Retry Count:{}", retry["RetryCount"], retry["MaxRetryCount"]);
            json_response(200, &json!({"Outputs": {"res": {"body": body}}}))
        }
        _ => json_response(200, &json!({"Outputs": {"res": {"statusCode": "201", "body": "my world"}}, "Logs": ["one", "two"]})),
    }
}

fn json_response(status: u16, json: &Value) -> Response<Body> {
    let mut response = text(status, &json.to_string());
    response.headers_mut().insert("content-type", "application/json".parse().unwrap());
    response
}

fn text(status: u16, text: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(text.to_owned()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    response
}
