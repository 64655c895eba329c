//! The API's description of itself: complete, consistent, and without a byte from elsewhere.

use std::collections::BTreeSet;

use http::StatusCode;
use pathfinder::http::idempotency::QUESTIONS;
use pathfinder::problem::Code;
use pathfinder_functions::Trigger;
use pathfinder_tests::World;
use serde_json::Value;

#[tokio::test]
async fn every_problem_code_is_explained_where_its_type_leads() {
    let world = World::new();
    let stranger = world.stranger();
    let mut names = BTreeSet::new();
    for code in Code::ALL {
        let page = stranger.get(&format!("problems/{}", code.name())).await.expect(StatusCode::OK).json();
        assert_eq!((&page["code"], &page["status"]), (&Value::from(code.name()), &Value::from(code.status().as_u16())));
        assert!(
            page["title"].as_str().is_some_and(|title| title.len() > 5)
                && page["meaning"].as_str().is_some_and(|meaning| meaning.len() > 20 && meaning.ends_with('.')),
            "{page}"
        );
        assert!(names.insert(code.name()), "{} stands twice", code.name());
    }
    assert_eq!(stranger.get("problems/no-such-code").await.expect(StatusCode::NOT_FOUND).problem(), "not-found");
    let problem = stranger.get("v1/me").await.json();
    let page = stranger.get(problem["type"].as_str().expect("a type")).await.expect(StatusCode::OK).json();
    assert_eq!((&page["code"], &page["title"]), (&problem["code"], &problem["title"]));
}

#[tokio::test]
async fn the_page_and_all_it_loads_come_from_here() {
    let world = World::new();
    let page = world.stranger().get("docs").await.expect(StatusCode::OK);
    let html = page.text();
    assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("\"//"), "{html}");
    assert!(!page.header("content-security-policy").expect("a policy").contains("http"));
    let mut loaded = 0;
    for attribute in ["src=\"", "href=\""] {
        for rest in html.split(attribute).skip(1) {
            let link = rest.split('"').next().expect("an end");
            // The page stands at /api/docs, so `./x` is /api/x.
            let path = link.strip_prefix("./").unwrap_or_else(|| panic!("{link} leaves the page's folder"));
            let asset = world.stranger().get(path).await.expect(StatusCode::OK);
            assert!(!asset.body.is_empty(), "{link}");
            let kind = asset.header("content-type").expect("a type");
            let expected = match link.rsplit('.').next() {
                Some("js") => "javascript",
                Some("css") => "text/css",
                _ => "image/png",
            };
            assert!(kind.contains(expected), "{link}: {kind}");
            assert_eq!(asset.header("x-content-type-options").as_deref(), Some("nosniff"));
            loaded += 1;
        }
    }
    assert!(loaded >= 4, "{html}");
    // Nothing runs inline: the policy would stop it.
    assert!(html.split("<script").skip(1).all(|script| script.split('>').next().is_some_and(|tag| tag.contains("src="))), "{html}");
    let start = world.stranger().get("docs/swagger-initializer.js").await.expect(StatusCode::OK).text();
    assert!(start.contains("/api/openapi.json") && !start.contains("petstore") && !start.contains("https://"), "{start}");
    for nothing in ["docs/nothing.js", "docs/../openapi.json", "docs/%2e%2e/Cargo.toml", "docs/"] {
        assert_eq!(world.stranger().get(nothing).await.expect(StatusCode::NOT_FOUND).problem(), "not-found", "{nothing}");
    }
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(text) if name == "$ref" => drop(found.insert(text.clone())),
                    field => references(field, found),
                }
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn the_description_is_a_whole_openapi_document() {
    let world = World::new();
    let reply = world.stranger().get("openapi.json").await.expect(StatusCode::OK);
    assert_eq!(reply.header("content-type").as_deref(), Some("application/json"));
    let document = reply.json();
    assert_eq!(document, pathfinder::api_docs::document(&world.functions));
    assert_eq!(document["openapi"], "3.1.0");
    for name in ["title", "version", "description"] {
        assert!(document["info"][name].as_str().is_some_and(|text| !text.is_empty()), "info.{name}");
    }

    let mut found = BTreeSet::new();
    references(&document, &mut found);
    for reference in &found {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads out of the document"));
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(found.contains(&format!("#/components/schemas/{name}")), "nobody refers to {name}");
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')), "{name}");
    }

    let mut ids = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let what = format!("{method} {path}");
            let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{what}: operationId"));
            assert!(ids.insert(id.to_owned()), "{id} stands twice");
            assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{what}: summary");
            assert!(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{what}: tag");
            let responses = operation["responses"].as_object().expect("responses");
            assert!(responses.keys().any(|status| status.starts_with('2')), "{what}: no success");
            assert!(responses.contains_key("default"), "{what}: no problem");
            for (status, response) in responses {
                assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()), "{what}: {status}");
            }
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let has = |place: &str, name: &str| {
                parameters.iter().any(|p| p["in"] == place && p["name"] == name && (p["required"] == true || place == "query"))
            };
            for name in path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')) {
                assert!(has("path", name), "{what}: {name}");
            }
            let signed_in = operation.get("security").is_none();
            assert_eq!(
                has("header", "Idempotency-Key"),
                method == "post" && signed_in && !QUESTIONS.contains(&id),
                "{what}: Idempotency-Key"
            );
            if matches!(method.as_str(), "patch" | "put") {
                assert!(has("header", "If-Match"), "{what}: If-Match");
            }
            if method == "patch" {
                assert!(operation["requestBody"]["content"]["application/merge-patch+json"].is_object(), "{what}");
            }
        }
    }
    // Whatever can be called stands in it.
    for function in &world.functions {
        if matches!(function.trigger(), Trigger::Http { .. }) && !function.description().is_undocumented() {
            assert!(ids.contains(function.name()), "{}", function.name());
        }
    }
}

#[tokio::test]
async fn a_traveller_who_has_only_the_docs_gets_a_token_locally() {
    let world = World::new();
    let reply = world
        .stranger()
        .raw(
            http::Method::POST,
            "v1/dev/token",
            &[("Content-Type", "application/json")],
            r#"{"name":"Anna Rossi","email":"anna.rossi@example.org"}"#,
        )
        .await;
    let token = reply.expect(StatusCode::OK).json();
    assert_eq!(token["tokenType"], "Bearer");
    let me = world.bearer(token["accessToken"].as_str().expect("a token")).get("v1/me").await.expect(StatusCode::OK);
    assert_eq!(me.id(), world.person("Anna Rossi").get("v1/me").await.id(), "the same name is the same person");
}
