//! Cases F1 to F11 from the handler's side, and what the application's layers get to see.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json, Router};
use http::{HeaderMap, Method, StatusCode, Uri};
use pathfinder_functions::{Function, InvocationId, Invoked, Refusal, Surface, TraceParent};

use super::application::Application;
use super::calls::{INVOCATION, in_pieces, proxied, send};

fn trip() -> Function<Application> {
    Function::http("trips-read", Method::GET, "v1/trips/{tripId}", "Reads a trip.", async |Path(trip): Path<String>| trip)
}

/// Repeats what it got.
fn echo() -> Function<Application> {
    Function::http("echo", Method::POST, "v1/echo", "Repeats.", async |uri: Uri, headers: HeaderMap, body: Bytes| {
        let header = |name: &str| headers.get(name).map_or("-", |value| value.to_str().unwrap()).to_owned();
        format!("{uri} | {} | {} | {}", header("accept"), header("accept-charset"), String::from_utf8_lossy(&body))
    })
}

#[tokio::test]
async fn f1_f11_functions_answer_under_the_prefix() {
    let router = Application::default().router(&[trip()]);
    let answer = send(&router, proxied("GET", "/api/v1/trips/t-1?code=secret").body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "t-1"));
    let without_prefix = send(&router, proxied("GET", "/v1/trips/t-1").body(Body::empty()).unwrap()).await;
    assert_eq!(without_prefix.status, StatusCode::NOT_FOUND);
    let head = send(&router, proxied("HEAD", "/api/v1/trips/t-1").body(Body::empty()).unwrap()).await;
    assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""));
}

#[tokio::test]
async fn f3_f6_f7_query_headers_and_body_arrive_untouched() {
    let router = Application::default().router(&[echo()]);
    let query = "/api/v1/echo?id=149656222&name=Ink%20And%20Toner&a=1&a=2";
    let request = || proxied("POST", query).header("accept", "text/plain").header("accept-charset", "UTF-8");
    let expected = format!(r#"{query} | text/plain | UTF-8 | "hello world""#);
    let whole = send(&router, request().body(Body::from(r#""hello world""#)).unwrap()).await;
    let chunked = send(&router, request().body(in_pieces(r#""hello world""#)).unwrap()).await;
    assert_eq!((whole.body, chunked.body), (expected.clone(), expected));
}

#[tokio::test]
async fn f5_f10_status_and_headers_of_the_handler_stand() {
    let failing = Function::http("failing", Method::GET, "v1/failing", "Fails.", async || {
        let cookies = axum::response::AppendHeaders([("set-cookie", "a=1"), ("set-cookie", "b=2")]);
        (StatusCode::INTERNAL_SERVER_ERROR, cookies, "its own words")
    });
    let answer = send(&Application::default().router(&[failing]), proxied("GET", "/api/v1/failing").body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::INTERNAL_SERVER_ERROR, "its own words"));
    assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 2);
}

/// Problems that name their kind.
fn problem(status: StatusCode, kind: Refusal) -> Response {
    (status, format!("{kind:?}")).into_response()
}

/// A surface whose layer writes down function, route template and status.
fn watched(log: &Arc<Mutex<Vec<String>>>) -> Surface<Application> {
    let log = Arc::clone(log);
    let watch = move |request: Request, next: Next| {
        let log = Arc::clone(&log);
        async move {
            let invoked = request.extensions().get::<Invoked>().copied();
            let matched = request.extensions().get::<axum::extract::MatchedPath>().map(|path| path.as_str().to_owned());
            let response = next.run(request).await;
            let invoked = invoked.map(|invoked| format!("{} {}", invoked.function, invoked.route));
            log.lock().unwrap().push(format!("{invoked:?} {matched:?} {}", response.status().as_u16()));
            response
        }
    };
    Surface::new().problem(problem).body_limit(16).layer(move |router: Router<Application>| router.layer(from_fn(watch.clone())))
}

#[tokio::test(start_paused = true)]
async fn refusals_are_the_applications_problems_and_pass_its_layers() {
    let panicking = Function::http("panics", Method::GET, "v1/panics", "Panics.", async |State(_): State<Application>| -> () {
        panic!("the handler's own fault")
    });
    let endless = Function::http("endless", Method::GET, "v1/endless", "Never ends.", async || std::future::pending::<()>().await);
    let endless = endless.within(Duration::from_secs(1));
    let log = Arc::default();
    let router = pathfinder_functions::router(&[trip(), echo(), panicking, endless], watched(&log), Application::default());
    let get = |path: &str| proxied("GET", path).body(Body::empty()).unwrap();

    let cases = [
        (get("/api/v1/panics"), 500, "Panic", r#"Some("panics v1/panics") Some("/api/v1/panics") 500"#),
        (get("/api/v1/endless"), 503, "Deadline", r#"Some("endless v1/endless") Some("/api/v1/endless") 503"#),
        (get("/api/v1/nowhere"), 404, "UnknownRoute", "None None 404"),
        (get("/api/v1/echo"), 405, "WrongMethod", r#"None Some("/api/v1/echo") 405"#),
        (get("/api/v1/trips/t-1"), 200, "t-1", r#"Some("trips-read v1/trips/{tripId}") Some("/api/v1/trips/{tripId}") 200"#),
        (
            proxied("POST", "/api/v1/echo").header("content-length", "17").body(Body::from("x".repeat(17))).unwrap(),
            413,
            "BodyTooLarge",
            r#"Some("echo v1/echo") Some("/api/v1/echo") 413"#,
        ),
    ];
    for (request, status, body, line) in cases {
        let answer = send(&router, request).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (status, body));
        assert_eq!(log.lock().unwrap().pop().unwrap(), line);
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let write = Function::http("trips-change", Method::PATCH, "v1/trips/{tripId}", "Changes a trip.", async || "changed");
    let router = Application::default().router(&[trip(), write]);
    let answer = send(&router, proxied("DELETE", "/api/v1/trips/t-1").body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status, answer.headers["allow"].to_str().unwrap()), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD,PATCH"));
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    let changed = send(&router, proxied("PATCH", "/api/v1/trips/t-1").body(Body::empty()).unwrap()).await;
    assert_eq!(changed.body, "changed");
}

#[tokio::test]
async fn bodies_are_bounded_however_they_are_framed() {
    let log = Arc::default();
    let roomy = Function::http("files-add", Method::POST, "v1/files", "Takes more.", async |body: Bytes| body.len().to_string())
        .body_limit(5_000_000);
    let router = pathfinder_functions::router(&[echo(), roomy], watched(&log), Application::default());
    let undeclared = send(&router, proxied("POST", "/api/v1/echo").body(in_pieces(&"x".repeat(17))).unwrap()).await;
    assert_eq!(undeclared.status, StatusCode::PAYLOAD_TOO_LARGE);
    let fitting = send(&router, proxied("POST", "/api/v1/echo").body(in_pieces(&"x".repeat(16))).unwrap()).await;
    assert_eq!(fitting.status, StatusCode::OK);
    let big = send(&router, proxied("POST", "/api/v1/files").body(Body::from("x".repeat(4_000_000))).unwrap()).await;
    assert_eq!(big.body, "4000000");
}

#[tokio::test(start_paused = true)]
async fn layers_that_panic_or_hang_are_caught_too() {
    let layer = |request: Request, next: Next| async move {
        match request.uri().query() {
            Some("panic") => panic!("the layer's own fault"),
            Some("hang") => std::future::pending().await,
            _ => next.run(request).await,
        }
    };
    let surface = Surface::new().problem(problem).layer(move |router: Router<Application>| router.layer(from_fn(layer)));
    let router = pathfinder_functions::router(&[trip()], surface, Application::default());
    for (query, status) in [("panic", 500), ("hang", 503), ("", 200)] {
        let answer = send(&router, proxied("GET", &format!("/api/v1/trips/t-1?{query}")).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status.as_u16(), status, "{query}");
    }
}

#[tokio::test]
async fn layers_leave_the_triggers_and_the_ping_alone() {
    let closed = |router: Router<Application>| router.layer(from_fn(|_: Request, _: Next| async { StatusCode::UNAUTHORIZED }));
    let application = Application::default();
    let functions = [trip(), super::application::words()];
    let router = pathfinder_functions::router(&functions, Surface::new().layer(closed), application.clone());
    assert_eq!(send(&router, proxied("GET", "/api/v1/trips/t-1").body(Body::empty()).unwrap()).await.status, StatusCode::UNAUTHORIZED);
    send(&router, super::calls::queue_call("words-note", "hello")).await.assert_done();
    assert_eq!(send(&router, Request::get("/").body(Body::empty()).unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn invocation_id_and_trace_context_reach_the_handler_when_they_are_valid() {
    let show = async |id: Option<Extension<InvocationId>>, parent: Option<Extension<TraceParent>>| {
        Json(serde_json::json!([id.map(|id| id.0.0), parent.map(|parent| parent.0.as_str().to_owned())]))
    };
    let router = Application::default().router(&[Function::http("show", Method::GET, "v1/show", "Shows ids.", show)]);
    let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let request = |parent: &str| proxied("GET", "/api/v1/show").header("traceparent", parent).body(Body::empty()).unwrap();
    assert_eq!(send(&router, request(good)).await.json(), serde_json::json!([INVOCATION, good]));
    assert_eq!(send(&router, request("00-zz-01")).await.json(), serde_json::json!([INVOCATION, null]));
}

#[tokio::test]
async fn an_extension_method_never_runs() {
    let odd = Function::http("odd", Method::from_bytes(b"BREW").unwrap(), "v1/odd", "Is odd.", async || "brewed");
    let router = Application::default().router(&[odd]);
    assert_eq!(send(&router, proxied("BREW", "/api/v1/odd").body(Body::empty()).unwrap()).await.status, StatusCode::METHOD_NOT_ALLOWED);
}
