//! Every HTTP function refuses strangers, except those that stand here. The list may only shrink.

use http::{Method, StatusCode};
use pathfinder::registry;
use pathfinder_functions::Trigger;
use pathfinder_tests::{Reply, World};
use serde_json::json;

/// Open to everybody: what hosts and browsers ask before anybody is signed in.
pub const ANONYMOUS: [&str; 8] =
    ["api-docs", "api-docs-asset", "api-openapi", "api-problem", "dev-token", "health-live", "health-ready", "health-started"];

const SOMETHING: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// The route with something plausible in the place of every parameter.
pub fn plausible(route: &str) -> String {
    let segments = route.split('/').map(|segment| match segment {
        "{version}" => "1",
        "{slug}" => "rome",
        "{code}" => "not-found",
        "{*asset}" => "index.css",
        parameter if parameter.starts_with('{') => SOMETHING,
        fixed => fixed,
    });
    segments.collect::<Vec<_>>().join("/")
}

fn http_functions() -> Vec<(&'static str, Method, &'static str)> {
    let functions = registry::functions();
    let http = functions.iter().filter_map(|function| match function.trigger() {
        Trigger::Http { method, route } => Some((function.name(), method.clone(), *route)),
        _ => None,
    });
    http.collect()
}

async fn calls(world: &World, token: Option<&str>, method: &Method, route: &str) -> Reply {
    let caller = token.map_or_else(|| world.stranger(), |token| world.bearer(token));
    let body = (method != Method::GET && method != Method::DELETE).then(|| json!({ "name": "Somebody" }));
    caller.call(method.clone(), &plausible(route), body.as_ref(), &[("If-Match", "\"x\"")]).await
}

#[tokio::test]
async fn strangers_are_refused_by_all_but_the_open_functions() {
    let world = World::new();
    let mut open = Vec::new();
    for (name, method, route) in http_functions() {
        let reply = calls(&world, None, &method, route).await;
        if reply.status == StatusCode::UNAUTHORIZED {
            assert_eq!(reply.problem(), "unauthenticated", "{name}");
            assert!(reply.header("www-authenticate").is_some(), "{name} says how to sign in");
        } else {
            open.push(name);
        }
    }
    open.sort_unstable();
    assert_eq!(open, ANONYMOUS);
}

#[tokio::test]
async fn a_bad_token_is_refused_by_every_function() {
    let world = World::new();
    for (name, method, route) in http_functions() {
        for token in ["x", "a.b.c", "", "eyJhbGciOiJub25lIn0.e30."] {
            assert_eq!(calls(&world, Some(token), &method, route).await.status, StatusCode::UNAUTHORIZED, "{name} with {token:?}");
        }
    }
}

#[tokio::test]
async fn absent_and_foreign_are_the_same_answer() {
    let world = World::new();
    let anna = world.person("Anna Rossi");
    let family = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&family, 1).await;
    let stan = world.person("Stan Outsider");
    stan.founds("Outsider").await;
    let anonymous = |reply: Reply| {
        let mut problem = reply.json();
        for member in ["instance", "trace_id"] {
            problem[member] = json!(problem[member].as_str().map(str::len));
        }
        (reply.status, problem)
    };
    for (name, method, route) in
        http_functions().into_iter().filter(|(_, _, route)| route.contains("{tripId}") || route.contains("{familyId}"))
    {
        let absent = plausible(route);
        let foreign = plausible(&route.replace("{tripId}", &trip).replace("{familyId}", &family));
        let body = (method != Method::GET && method != Method::DELETE).then(|| json!({}));
        let call = async |path: &str| anonymous(stan.call(method.clone(), path, body.as_ref(), &[("If-Match", "\"x\"")]).await);
        let (first, second) = (call(&absent).await, call(&foreign).await);
        assert_eq!(first.0, StatusCode::NOT_FOUND, "{name}");
        assert_eq!(first, second, "{name}");
    }
}
