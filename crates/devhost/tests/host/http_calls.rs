//! HTTP triggers in the three modes (F1-F11, E5, R8-R10, R17, Q1).

use pathfinder_devhost::Host;
use serde_json::{Value, json};

use crate::stage::{Stage, client, url};

async fn get(host: &Host, path: &str) -> (u16, String) {
    let response = client().get(url(host, path)).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn f3_f9_f10_proxying_keeps_the_call_and_sets_its_own_headers() {
    let stage = Stage::new().direct();
    let host = stage.start().await.unwrap();
    let path = "api/v1/echo/sub%20path?id=149656222&name=Ink%20And%20Toner&a=1&a=2";
    let request = client()
        .post(url(&host, path))
        .header("accept", "text/plain")
        .header("x-forwarded-for", "6.6.6.6")
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "for=6.6.6.6")
        .header("x-azure-functions-invocationid", "forged")
        .header("connection", "x-mine")
        .header("x-mine", "1")
        .body("\"hello world\"");
    let response = request.send().await.unwrap();
    assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
    let seen: Value = response.json().await.unwrap();
    assert_eq!(
        (&seen["method"], &seen["path"], &seen["body"]),
        (&json!("POST"), &json!("/api/v1/echo/sub%20path"), &json!("\"hello world\""))
    );
    assert_eq!(seen["query"], "id=149656222&name=Ink%20And%20Toner&a=1&a=2");
    let headers = &seen["headers"];
    let port = stage.starts()[0]["vars"]["FUNCTIONS_CUSTOMHANDLER_PORT"].as_str().unwrap().to_owned();
    assert_eq!(headers["host"], json!([format!("127.0.0.1:{port}")]));
    assert_eq!(headers["x-forwarded-host"], json!([format!("localhost:{}", host.base_url().port().unwrap())]));
    assert_eq!(headers["x-forwarded-for"], json!(["127.0.0.1"]));
    assert_eq!(headers["x-forwarded-proto"], json!(["http"]));
    assert_eq!(headers["content-length"], json!(["13"]));
    assert_eq!(headers["accept"], json!(["text/plain"]));
    assert!(headers.get("forwarded").is_none() && headers.get("x-mine").is_none() && headers.get("connection").is_none());
    assert_ne!(headers["x-azure-functions-invocationid"], json!(["forged"]));
    assert_eq!(headers["x-azure-functions-invocationid"], headers["x-ms-invocation-id"]);
    assert!(headers["x-azure-functions-hostversion"][0].as_str().unwrap().starts_with("4."));
    host.stop().await;
}

#[tokio::test]
async fn f5_answers_pass_through_whatever_they_are() {
    let stage = Stage::new().direct().host("/extensions/http/customHeaders", json!({"X-House": "pathfinder"}));
    let host = stage.start().await.unwrap();
    assert_eq!(get(&host, "api/v1/status/500").await, (500, "as you asked".to_owned()));
    let away = client().get(url(&host, "api/v1/away")).send().await.unwrap();
    assert_eq!((away.status().as_u16(), &away.headers()["location"]), (302, &"/api/v1/echo".parse().unwrap()));
    assert_eq!(away.headers()["x-house"], "pathfinder");
    host.stop().await;
}

#[tokio::test]
async fn f7_bodies_are_streamed_both_ways() {
    let stage = Stage::new().direct();
    let host = stage.start().await.unwrap();
    let chunks = futures::stream::iter(["hello ", "stream"].map(Ok::<_, std::io::Error>));
    let sent = client().put(url(&host, "api/v1/echo")).body(reqwest::Body::wrap_stream(chunks)).send().await.unwrap();
    assert_eq!(sent.json::<Value>().await.unwrap()["body"], "hello stream");
    let mut drip = client().get(url(&host, "api/v1/drip")).send().await.unwrap();
    assert_eq!(drip.chunk().await.unwrap().unwrap(), "first", "before the second is made");
    stage.open_gate();
    assert_eq!(drip.text().await.unwrap(), "second");
    host.stop().await;
}

#[tokio::test]
async fn routes_and_methods_that_do_not_fit_are_404() {
    let stage = Stage::new().http("trips-list", &["get"], "v1/status/{code:int}").http("trips-mine", &["get"], "v1/status/201").http(
        "plain",
        &["get"],
        "",
    );
    let host = stage.start().await.unwrap();
    get(&host, "API/v1/Status/202").await;
    assert_eq!(stage.calls("/API/v1/Status/202").len(), 1, "matched in any case, passed on as it came");
    assert_eq!(get(&host, "api/v1/status/201").await.0, 201);
    for path in ["api/v1/status/x", "api/v1/status", "v1/status/200", "api", "nowhere", "admin/nothing", "runtime/webhooks/x"] {
        assert_eq!(get(&host, path).await.0, 404, "{path}");
    }
    assert_eq!(client().post(url(&host, "api/v1/status/200")).send().await.unwrap().status(), 404, "not 405");
    assert_eq!(get(&host, "api/plain").await.0, 200, "the route defaults to the name");
    let (status, page) = get(&host, "/").await;
    assert!(status == 200 && page.contains("href=\"/api/docs\""), "{page}");
    host.stop().await;
}

#[tokio::test]
async fn cors_is_served_for_the_origins_of_the_settings() {
    let stage = Stage::new().direct();
    let settings = json!({"IsEncrypted": false, "Host": {"CORS": "http://localhost:5173", "CORSCredentials": true}});
    std::fs::write(stage.root().join("local.settings.json"), settings.to_string()).unwrap();
    let host = stage.start().await.unwrap();
    let preflight = |origin: &'static str| {
        let request = client().request(reqwest::Method::OPTIONS, url(&host, "api/v1/echo")).header("origin", origin);
        request.header("access-control-request-method", "PUT").header("access-control-request-headers", "if-match").send()
    };
    let allowed = preflight("http://localhost:5173").await.unwrap();
    assert_eq!((allowed.status().as_u16(), &allowed.headers()["access-control-allow-headers"]), (204, &"if-match".parse().unwrap()));
    assert_eq!(preflight("http://evil.example").await.unwrap().status(), 404);
    assert!(stage.calls("/api/v1/echo").is_empty(), "the handler never sees a preflight");
    let call = client().get(url(&host, "api/v1/status/200")).header("origin", "http://localhost:5173").send().await.unwrap();
    assert_eq!(call.headers()["access-control-allow-origin"], "http://localhost:5173");
    host.stop().await;
}

#[tokio::test]
async fn too_many_calls_and_too_large_bodies() {
    let stage =
        Stage::new().direct().host("/extensions/http/maxOutstandingRequests", json!(1)).var("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", "10");
    let host = stage.start().await.unwrap();
    assert_eq!(client().post(url(&host, "api/v1/echo")).body("eleven bytes").send().await.unwrap().status(), 413);
    let chunks = futures::stream::iter(["hello ", "stream"].map(Ok::<_, std::io::Error>));
    let streamed = client().put(url(&host, "api/v1/echo")).body(reqwest::Body::wrap_stream(chunks)).send().await;
    assert!(streamed.is_err() || streamed.unwrap().status() == 413);
    let held = tokio::spawn(client().get(url(&host, "api/v1/hold")).send());
    stage.until("the call is held", || !stage.calls("/api/v1/hold").is_empty()).await;
    assert_eq!(get(&host, "api/v1/echo").await.0, 429);
    stage.open_gate();
    assert_eq!(held.await.unwrap().unwrap().text().await.unwrap(), "released");
    assert_eq!(get(&host, "api/v1/status/200").await.0, 200);
    host.stop().await;
}

#[tokio::test]
async fn f1_f6_f7_forwarding_and_its_losses() {
    let stage = Stage::new()
        .direct()
        .host("/customHandler/enableProxyingHttpRequest", json!(false))
        .host("/customHandler/enableForwardingHttpRequest", json!(true));
    let host = stage.start().await.unwrap();
    let request = client().post(url(&host, "api/v1/echo?a=1&b=x%20y&a=2")).header("user-agent", "me/1").header("content-language", "en");
    let seen: Value = request.body("kept").send().await.unwrap().json().await.unwrap();
    assert_eq!((&seen["path"], &seen["query"], &seen["body"]), (&json!("/api/v1/echo"), &json!("a=1,2&b=x%20y"), &json!("kept")));
    assert_eq!(seen["headers"]["host"], json!([format!("localhost:{}", host.base_url().port().unwrap())]));
    assert!(seen["headers"]["user-agent"][0].as_str().unwrap().starts_with("me/1 Azure-Functions-Host/4."));
    assert!(seen["headers"].get("content-language").is_none() && seen["headers"].get("x-forwarded-for").is_none());
    let chunks = futures::stream::iter(["lost"].map(Ok::<_, std::io::Error>));
    let lost = client().put(url(&host, "api/v1/echo")).body(reqwest::Body::wrap_stream(chunks)).send().await.unwrap();
    assert_eq!(lost.json::<Value>().await.unwrap()["body"], "");
    assert_eq!(get(&host, "api/v1/status/500").await, (500, "as you asked".to_owned()));
    host.stop().await;
}

#[tokio::test]
async fn e5_r8_r10_r17_q1_envelope_mode() {
    let stage = Stage::new()
        .http("hello", &["get", "post"], "greet/{who}")
        .host("/customHandler/enableProxyingHttpRequest", json!(false))
        .host("/retry", json!({"strategy": "fixedDelay", "maxRetryCount": 2, "delayInterval": "00:00:00"}));
    let host = stage.start().await.unwrap();
    let response = client().post(url(&host, "api/greet/ada?id=1&code=secret")).body("\"hello world\"").send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.text().await.unwrap()), (201, "my world".to_owned()));
    let call = stage.calls("/hello").remove(0);
    assert_eq!(call["method"], "POST");
    let envelope = stage.envelopes("/hello").remove(0);
    let request = &envelope["Data"]["req"];
    assert_eq!(
        (&request["Method"], &request["Body"], &request["Params"]),
        (&json!("POST"), &json!("\"hello world\""), &json!({"who": "ada"}))
    );
    assert_eq!(envelope["Metadata"]["who"], "\"ada\"");
    assert!(envelope["Metadata"].get("code").is_none());
    assert!(stage.says("hello: two"), "logs are shown");
    assert_eq!(get(&host, "api/greet/ada?do=retry").await, (200, "Retry Count:2 Max Retry Count:2".to_owned()));
    assert_eq!(stage.calls("/hello").len(), 4);
    assert_eq!(get(&host, "api/greet/ada?do=odd").await, (500, String::new()));
    assert_eq!(get(&host, "api/greet/ada?do=fail").await, (500, String::new()));
    assert_eq!(get(&host, "api/greet/ada?do=away").await, (200, "followed".to_owned()));
    host.stop().await;
}
