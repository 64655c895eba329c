//! What nobody should send: every route with a body, walked from the API's own description.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use pathfinder_tests::{Person, Reply, Watched};
use serde_json::{Map, Value, json};

/// A route that takes a body, at addresses that exist.
struct Route {
    what: String,
    method: Method,
    path: String,
    media_type: String,
    schema: Value,
    etag: Option<String>,
}

impl Route {
    async fn send(&self, person: &Person<'_>, media_type: &str, body: impl Into<axum::body::Body>) -> Reply {
        let key = format!("bad-input-{}-{}", self.what.len(), uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, self.what.as_bytes()));
        let mut headers = vec![("Content-Type", media_type)];
        if self.method == Method::POST {
            headers.push(("Idempotency-Key", &key));
        }
        if let Some(etag) = &self.etag {
            headers.push(("If-Match", etag));
        }
        person.raw(self.method.clone(), &self.path, &headers, body).await
    }

    async fn json(&self, person: &Person<'_>, body: &Value) -> Reply {
        self.send(person, &self.media_type, body.to_string()).await
    }
}

struct Stage {
    family: String,
    trip: String,
    member: String,
}

async fn set(anna: &Person<'_>) -> Stage {
    let family = anna.founds("Rossi").await;
    anna.adds_child(&family, "Mia", "2020-01").await;
    let member = anna.get(&format!("v1/families/{family}")).await.json()["members"][1]["id"].as_str().expect("an id").to_owned();
    let trip = anna.starts_trip(&family, 2).await;
    Stage { family, trip, member }
}

async fn routes(anna: &Person<'_>, stage: &Stage, document: &Value) -> Vec<Route> {
    let mut routes = Vec::new();
    for (template, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let Some(content) = operation["requestBody"]["content"].as_object() else { continue };
            let (media_type, described) = content.iter().next().expect("a media type");
            let path = template
                .replace("{tripId}", &stage.trip)
                .replace("{familyId}", &stage.family)
                .replace("{memberId}", &stage.member)
                .replace("{version}", "1");
            assert!(!path.contains('{'), "{path}: this test knows no value for a parameter");
            // A member's ETag is the family's, a status's is the trip's.
            let read = path.strip_suffix("/status").unwrap_or(&path).split("/members/").next().expect("a path").to_owned();
            let etag = if method == "post" { None } else { Some(anna.etag(&read).await) };
            let method: Method = method.to_uppercase().parse().expect("a method");
            let schema = resolved(document, &described["schema"]);
            routes.push(Route { what: format!("{method} {template}"), method, path, media_type: media_type.clone(), schema, etag });
        }
    }
    assert!(routes.len() >= 17, "{} routes with a body", routes.len());
    routes
}

fn resolved(document: &Value, schema: &Value) -> Value {
    match schema["$ref"].as_str() {
        Some(reference) => resolved(document, document.pointer(&reference[1..]).expect("the reference resolves")),
        None => schema.clone(),
    }
}

/// The JSON types that a schema takes, through references and choices.
fn types(document: &Value, schema: &Value) -> BTreeSet<String> {
    let schema = resolved(document, schema);
    let mut found = BTreeSet::new();
    match &schema["type"] {
        Value::String(name) => drop(found.insert(name.clone())),
        Value::Array(names) => found.extend(names.iter().filter_map(Value::as_str).map(str::to_owned)),
        _ => {}
    }
    for choice in ["anyOf", "oneOf"].iter().flat_map(|name| schema[*name].as_array().cloned().unwrap_or_default()) {
        found.extend(types(document, &choice));
    }
    if let Some(values) =
        schema.get("enum").and_then(Value::as_array).or(schema.get("const").map(std::slice::from_ref).map(|one| one.to_vec()).as_ref())
    {
        found.extend(values.iter().map(|value| if value.is_string() { "string" } else { "number" }.to_owned()));
    }
    found
}

/// A value of a type that the schema does not take.
fn wrong(document: &Value, schema: &Value) -> Value {
    let types = types(document, schema);
    let takes = |name: &str| types.contains(name);
    match () {
        () if !takes("string") => json!("this is text"),
        () if !takes("number") && !takes("integer") => json!(17),
        () => json!([[]]),
    }
}

fn required(schema: &Value) -> Vec<String> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_route_with_a_body_refuses_what_it_cannot_take_and_keeps_nothing_of_it() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    let stage = set(&anna).await;
    let document = pathfinder::api_docs::document(&world.functions);
    let routes = routes(&anna, &stage, &document).await;
    let before = store.everything().await;
    for route in &routes {
        let what = &route.what;
        for malformed in ["", "{", "{\"name\":", "nonsense", "{'name':1}", "{\"a\":1}{\"b\":2}", "{\"a\":NaN}", "\u{feff}{}", "{\"a\":1,}"]
        {
            let reply = route.send(&anna, &route.media_type, malformed).await;
            assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::BAD_REQUEST, "malformed-body"), "{what}: {malformed:?}");
            assert!(reply.pointers().is_empty());
        }
        let reply = route.send(&anna, &route.media_type, vec![b'{', b'"', 0xff, 0xfe, b'"', b':', b'1', b'}']).await;
        assert_eq!(reply.problem(), "malformed-body", "{what}: not UTF-8");

        for root in [json!([]), json!([{}]), json!("text"), json!(1), json!(true), Value::Null] {
            let reply = route.json(&anna, &root).await;
            assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"), "{what}: {root}");
            assert_eq!(reply.pointers(), [""], "{what}: {root}");
        }

        let other = if route.media_type == "application/json" { "application/merge-patch+json" } else { "application/json" };
        for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/xml", "", other] {
            let reply = route.send(&anna, media_type, "{}").await;
            assert_eq!(
                (reply.status, reply.problem().as_str()),
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"),
                "{what}: {media_type:?}"
            );
            assert!(reply.text().contains(&route.media_type), "{what}: it says what to send");
        }

        let reply = route.json(&anna, &json!({ "surprise": 1, "__proto__": {}, "a/b~c": 2 })).await;
        assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"), "{what}");
        for pointer in ["/surprise", "/__proto__", "/a~1b~0c"] {
            assert!(reply.pointers().contains(&pointer.to_owned()), "{what}: {:?}", reply.pointers());
        }

        let needed = required(&route.schema);
        if !needed.is_empty() {
            let body = match route.method {
                Method::PATCH => Value::Object(needed.iter().map(|name| (name.clone(), Value::Null)).collect()),
                _ => json!({}),
            };
            let reply = route.json(&anna, &body).await;
            assert_eq!(
                (reply.status, reply.problem().as_str()),
                (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
                "{what}: nothing of what is needed"
            );
            let expected: BTreeSet<_> = needed.iter().map(|name| format!("/{name}")).collect();
            assert_eq!(reply.pointers().into_iter().collect::<BTreeSet<_>>(), expected, "{what}: all at once");
        }

        let properties = route.schema["properties"].as_object().unwrap_or_else(|| panic!("{what}: {}", route.schema));
        let body: Map<_, _> = properties.iter().map(|(name, schema)| (name.clone(), wrong(&document, schema))).collect();
        let reply = route.json(&anna, &Value::Object(body.clone())).await;
        assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"), "{what}: {body:?}");
        for name in properties.keys() {
            let at = format!("/{name}");
            assert!(
                reply.pointers().iter().any(|found| *found == at || found.starts_with(&format!("{at}/"))),
                "{what}: {name} in {:?}",
                reply.pointers()
            );
        }
        for error in reply.json()["errors"].as_array().expect("errors") {
            assert!(
                error["code"].as_str().is_some_and(|code| !code.is_empty())
                    && error["detail"].as_str().is_some_and(|detail| !detail.is_empty()),
                "{what}: {error}"
            );
        }
        // Each alone too: no fault hides behind another.
        for (name, value) in &body {
            let reply = route.json(&anna, &json!({ name: value })).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {name} = {value}");
        }

        let nested = |levels: usize| format!("{{\"surprise\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        for levels in [33, 1_000, 100_000] {
            let reply = route.send(&anna, &route.media_type, nested(levels)).await;
            assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::BAD_REQUEST, "malformed-body"), "{what}: {levels} levels");
        }
        assert_eq!(route.send(&anna, &route.media_type, nested(32)).await.problem(), "invalid", "{what}: 32 levels are read");

        // Planning problems are longer than anything else.
        let limit = if route.path.starts_with("/api/v1/planner/") { 1024 } else { 256 };
        let large = format!("{{\"surprise\":\"{}\"}}", "x".repeat((limit + 44) * 1024));
        let chunks = large.as_bytes().chunks(8 * 1024).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect::<Vec<_>>();
        for body in [axum::body::Body::from(large.clone()), axum::body::Body::from_stream(futures::stream::iter(chunks))] {
            let reply = route.send(&anna, &route.media_type, body).await;
            assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large"), "{what}");
        }
    }
    let after = store.everything().await;
    assert_eq!(after, before, "nothing of all that was kept");
}

#[tokio::test]
async fn a_declared_length_beyond_the_limit_is_refused_unread() {
    let (world, _) = Watched::world();
    let anna = world.person("Anna Rossi");
    let key = ("Idempotency-Key", "0123456789abcdef");
    let reply =
        anna.raw(Method::POST, "v1/families", &[("Content-Type", "application/json"), ("Content-Length", "300000"), key], "{}").await;
    assert_eq!((reply.status, reply.problem().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "body-too-large"));
}

#[tokio::test]
async fn every_path_names_the_methods_that_it_knows() {
    let (world, store) = Watched::world();
    let anna = world.person("Anna Rossi");
    let stage = set(&anna).await;
    let before = store.everything().await;
    let document = pathfinder::api_docs::document(&world.functions);
    for (template, operations) in document["paths"].as_object().expect("paths") {
        let known: BTreeSet<String> = operations.as_object().expect("operations").keys().map(|method| method.to_uppercase()).collect();
        let path = template.replace("{tripId}", &stage.trip).replace("{familyId}", &stage.family);
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"] {
            if known.contains(method) {
                continue;
            }
            let reply = anna.raw(method.parse().expect("a method"), &path, &[("If-Match", "\"x\"")], "").await;
            assert_eq!(
                (reply.status, reply.problem().as_str()),
                (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed"),
                "{method} {template}"
            );
            let allowed: BTreeSet<String> = reply
                .header("allow")
                .unwrap_or_else(|| panic!("{method} {template}: Allow"))
                .split(',')
                .map(|one| one.trim().to_owned())
                .collect();
            let mut expected = known.clone();
            if known.contains("GET") {
                expected.insert("HEAD".to_owned());
            }
            assert_eq!(allowed, expected, "{method} {template}");
        }
    }
    assert_eq!(store.everything().await, before);
}
