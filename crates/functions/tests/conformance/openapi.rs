//! The OpenAPI document.

use http::Method;
use pathfinder_functions::Function;
use pathfinder_functions::openapi::{Info, Shape, document};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::application::{Application, orders};

/// A day of a trip.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Day {
    date: String,
}

/// A trip. `notes` may be left out by clients, but is always answered, so the two sides differ.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Trip {
    title: String,
    #[serde(default)]
    notes: String,
    days: Vec<Day>,
}

/// Refers to a schema that differs, so it differs too.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Folder {
    trips: Vec<Trip>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct Page {
    /// The most items of a page.
    page_size: Option<u32>,
    after: String,
    state: Option<State>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum State {
    Open,
    Closed,
}

#[derive(Serialize, JsonSchema)]
struct Problem {
    code: String,
}

const INFO: Info = Info { title: "Trips", version: "1.2.3", description: "All about trips.", tags: &[("trips", "Trips of families.")] };

fn functions() -> Vec<Function<Application>> {
    let list = Function::http("trips-list", Method::GET, "v1/trips", "Lists trips.", async || "")
        .tag("trips")
        .query::<Page>()
        .answers::<Vec<Trip>>(200, "A page.");
    let add = Function::http("trips-add", Method::POST, "v1/trips", "Adds a trip.", async || "")
        .takes::<Trip>()
        .header("Idempotency-Key", true, "Names the request.")
        .answers::<Trip>(201, "The new trip.")
        .response_header(201, "Location", "Where it is.")
        .response_header(202, "Retry-After", "When to look again.");
    let change = Function::http("trips-change", Method::PATCH, "v1/trips/{tripId}/files/{*path}", "Changes.", async || "")
        .takes_patch::<Folder>()
        .answers::<Folder>(200, "The folder.")
        .answers_empty(204, "Nothing changed.")
        .answers_with(207, "application/pdf", "A PDF.");
    let health =
        Function::http("health", Method::GET, "health", "Says that it lives.", async || "").anonymous().answers_empty(200, "It lives.");
    let docs = Function::http("docs", Method::GET, "docs/{*path}", "Serves pages.", async || "").undocumented();
    vec![list, add, change, health, docs, orders()]
}

fn generated() -> Value {
    document(&functions(), &INFO, Shape::of::<Problem>())
}

#[test]
fn it_says_what_it_is() {
    let document = generated();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"], json!({ "title": "Trips", "version": "1.2.3", "description": "All about trips." }));
    assert_eq!(document["security"], json!([{ "bearer": [] }]));
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let paths = document["paths"].as_object().unwrap().keys().collect::<Vec<_>>();
    assert_eq!(paths, ["/api/health", "/api/v1/trips", "/api/v1/trips/{tripId}/files/{path}"]);
}

#[test]
fn operations_are_named_after_functions() {
    let document = generated();
    let list = &document["paths"]["/api/v1/trips"]["get"];
    assert_eq!((&list["operationId"], &list["summary"], &list["tags"]), (&json!("trips-list"), &json!("Lists trips."), &json!(["trips"])));
    assert_eq!(document["paths"]["/api/health"]["get"]["security"], json!([]));
    assert!(list.get("security").is_none());
}

#[test]
fn query_properties_become_parameters_without_null() {
    let parameters = generated()["paths"]["/api/v1/trips"]["get"]["parameters"].clone();
    let by_name = |name: &str| parameters.as_array().unwrap().iter().find(|parameter| parameter["name"] == name).unwrap().clone();
    assert_eq!(by_name("after"), json!({ "in": "query", "name": "after", "required": true, "schema": { "type": "string" } }));
    let size = by_name("pageSize");
    assert_eq!((&size["required"], &size["description"]), (&json!(false), &json!("The most items of a page.")));
    assert_eq!(size["schema"]["type"], "integer");
    assert_eq!(by_name("state")["schema"], json!({ "$ref": "#/components/schemas/State" }));
}

#[test]
fn path_parameters_come_from_the_route() {
    let parameters = &generated()["paths"]["/api/v1/trips/{tripId}/files/{path}"]["patch"]["parameters"];
    let path = |name: &str| json!({ "in": "path", "name": name, "required": true, "schema": { "type": "string" } });
    assert_eq!(*parameters, json!([path("tripId"), path("path")]));
}

#[test]
fn a_type_that_is_read_and_written_differently_has_two_schemas() {
    let document = generated();
    let add = &document["paths"]["/api/v1/trips"]["post"];
    assert_eq!(add["requestBody"]["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/TripInput");
    assert_eq!(add["responses"]["201"]["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/Trip");
    let change = &document["paths"]["/api/v1/trips/{tripId}/files/{path}"]["patch"];
    assert_eq!(change["requestBody"]["content"]["application/merge-patch+json"]["schema"]["$ref"], "#/components/schemas/FolderInput");
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["TripInput"]["required"], json!(["title", "days"]));
    assert_eq!(schemas["Trip"]["required"], json!(["title", "notes", "days"]));
    assert_eq!(schemas["FolderInput"]["properties"]["trips"]["items"]["$ref"], "#/components/schemas/TripInput");
    assert_eq!(schemas["TripInput"]["properties"]["days"]["items"]["$ref"], "#/components/schemas/Day");
    assert!(schemas.get("DayInput").is_none());
}

#[test]
fn every_answer_is_described_and_faults_are_problems() {
    let document = generated();
    let responses = &document["paths"]["/api/v1/trips"]["post"]["responses"];
    assert_eq!(responses["201"]["headers"]["Location"]["description"], "Where it is.");
    assert_eq!(responses["202"]["description"], "Accepted");
    assert_eq!(responses["default"]["content"]["application/problem+json"]["schema"]["$ref"], "#/components/schemas/Problem");
    let change = &document["paths"]["/api/v1/trips/{tripId}/files/{path}"]["patch"]["responses"];
    assert!(change["204"].get("content").is_none());
    assert_eq!(change["207"]["content"], json!({ "application/pdf": {} }));
    for path in document["paths"].as_object().unwrap().values() {
        for operation in path.as_object().unwrap().values() {
            for response in operation["responses"].as_object().unwrap().values() {
                assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()));
            }
        }
    }
}

#[test]
fn references_lead_somewhere_and_the_text_is_stable() {
    let document = generated();
    let text = document.to_string();
    for reference in text.split(r##""$ref":"#/components/schemas/"##).skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
    }
    let mut reversed = functions();
    reversed.reverse();
    assert_eq!(text, super::openapi::document(&reversed, &INFO, Shape::of::<Problem>()).to_string());
}
