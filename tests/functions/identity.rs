//! Access tokens: the attack list of the reliability reference, section 3.2, with the issuer's real key where an attack needs it.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{self, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use http::{Method, StatusCode};
use pathfinder::identity::local::{AUDIENCE, ISSUER, SCOPE, TENANT};
use pathfinder_tests::{Reply, Watched, World};
use serde_json::{Value, json};

const OBJECT: &str = "11111111-2222-4333-8444-555555555555";

/// The issuer, in the hands of the test.
struct Forge {
    pair: KeyPair,
    kid: String,
    now: i64,
}

impl Forge {
    fn of(world: &World) -> Self {
        let pair = KeyPair::from_pkcs8(&world.signing_key()).expect("the issuer's key");
        let token = world.person("Anna Rossi").token.expect("a token");
        let header: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().expect("a header")).expect("base64")).expect("JSON");
        Self { pair, kid: header["kid"].as_str().expect("a kid").to_owned(), now: world.now().timestamp() }
    }

    fn header(&self) -> Value {
        json!({ "alg": "RS256", "typ": "JWT", "kid": self.kid })
    }

    fn claims(&self) -> Value {
        json!({
            "aud": AUDIENCE, "iss": ISSUER, "tid": TENANT, "oid": OBJECT, "sub": OBJECT, "ver": "2.0", "scp": SCOPE,
            "iat": self.now, "nbf": self.now, "exp": self.now + 3600, "name": "Mallory"
        })
    }

    /// A token with a true signature over whatever it says.
    fn sign(&self, header: &str, claims: &str) -> String {
        sign_with(&self.pair, header, claims)
    }

    fn with_header(&self, change: Value) -> String {
        self.sign(&merged(self.header(), &change).to_string(), &self.claims().to_string())
    }

    fn with_claims(&self, change: Value) -> String {
        self.sign(&self.header().to_string(), &merged(self.claims(), &change).to_string())
    }

    fn good(&self) -> String {
        self.with_claims(json!({}))
    }
}

/// Changes fields; null takes one away.
fn merged(mut value: Value, change: &Value) -> Value {
    for (name, new) in change.as_object().expect("an object") {
        let fields = value.as_object_mut().expect("an object");
        if new.is_null() {
            fields.remove(name)
        } else {
            fields.insert(name.clone(), new.clone())
        };
    }
    value
}

fn text(part: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(part)
}

fn sign_with(pair: &KeyPair, header: &str, claims: &str) -> String {
    let signed = format!("{}.{}", text(header), text(claims));
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).expect("the key signs");
    format!("{signed}.{}", text(signature))
}

fn hmac(secret: &[u8], header: &str, claims: &str) -> String {
    let signed = format!("{}.{}", text(header), text(claims));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
    format!("{signed}.{}", text(aws_lc_rs::hmac::sign(&key, signed.as_bytes())))
}

/// 401, with the header that RFC 6750 asks for, and nothing that helps to forge a better one.
#[track_caller]
fn refused(what: &str, reply: &Reply) {
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{what}: {}", reply.text());
    assert_eq!(reply.problem(), "unauthenticated", "{what}");
    assert_eq!(reply.header("www-authenticate").as_deref(), Some(r#"Bearer error="invalid_token""#), "{what}");
    let words = reply.text().to_lowercase();
    for internal in [
        "rs256",
        "hs256",
        "es256",
        "jsonwebtoken",
        "kid",
        "base64",
        "serde",
        "panicked",
        "src/",
        ".rs",
        "localhost",
        TENANT,
        AUDIENCE,
        "invalidsignature",
    ] {
        assert!(!words.contains(&internal.to_lowercase()), "{what} tells {internal:?}: {words}");
    }
}

async fn try_all(world: &World, attacks: impl IntoIterator<Item = (impl Into<String>, String)>) {
    for (what, token) in attacks {
        refused(&what.into(), &world.bearer(&token).get("v1/me").await);
    }
}

#[tokio::test]
async fn a_forged_token_that_is_right_in_all_points_counts() {
    let (world, store) = Watched::world();
    let forge = Forge::of(&world);
    let me = world.bearer(&forge.good()).get("v1/me").await.expect(StatusCode::OK).json();
    assert_eq!(me["displayName"], "Mallory", "else the refusals of the other tests would prove nothing");
    assert_eq!(store.count("user").await, 1);
    // What else is right: several scopes, no name, a scheme in any case.
    let _ =
        world.bearer(&forge.with_claims(json!({ "scp": format!("User.Read {SCOPE} email") }))).get("v1/me").await.expect(StatusCode::OK);
    let _ = world.bearer(&forge.with_claims(json!({ "name": null, "email": null }))).get("v1/me").await.expect(StatusCode::OK);
    let _ = world
        .stranger()
        .raw(Method::GET, "v1/me", &[("Authorization", &format!("bearer {}", forge.good()))], "")
        .await
        .expect(StatusCode::OK);
}

#[tokio::test]
async fn who_somebody_is_does_not_depend_on_names_and_addresses() {
    let world = World::new();
    let forge = Forge::of(&world);
    let id = async |claims: Value| world.bearer(&forge.with_claims(claims)).get("v1/me").await.expect(StatusCode::OK).id();
    let mallory = id(json!({})).await;
    assert_eq!(
        id(json!({ "name": "Anna Rossi", "email": "anna.rossi@example.org", "preferred_username": "anna", "sub": "other" })).await,
        mallory
    );
    let anna = world.person("Anna Rossi").get("v1/me").await.id();
    assert_ne!(anna, mallory);
    assert_ne!(id(json!({ "oid": "99999999-2222-4333-8444-555555555555", "sub": OBJECT, "name": "Mallory" })).await, mallory);
}

#[tokio::test]
async fn the_algorithm_is_not_the_tokens_to_choose() {
    let world = World::new();
    let forge = Forge::of(&world);
    let claims = forge.claims().to_string();
    let mut attacks = Vec::new();
    for alg in ["none", "None", "NONE", "nOnE", "", "rs256", "RS256 "] {
        let header = merged(forge.header(), &json!({ "alg": alg })).to_string();
        attacks.push((format!("alg {alg:?} without a signature"), format!("{}.{}.", text(&header), text(&claims))));
        attacks.push((format!("alg {alg:?} with a true signature"), forge.sign(&header, &claims)));
    }
    for alg in ["RS384", "RS512", "PS256", "ES256", "EdDSA", "HS256"] {
        attacks.push((format!("a true RS256 signature under {alg}"), forge.with_header(json!({ "alg": alg }))));
    }
    attacks.push(("no alg".to_owned(), forge.with_header(json!({ "alg": null }))));
    attacks.push(("alg is a list".to_owned(), forge.with_header(json!({ "alg": ["RS256", "none"] }))));

    // HS256 with what everybody may know of the key as its secret.
    let public = forge.pair.public_key();
    let der = public.as_ref().to_vec();
    let (n, e) = (text(public.modulus().big_endian_without_leading_zero()), text(public.exponent().big_endian_without_leading_zero()));
    let lines =
        STANDARD.encode(&der).as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect::<Vec<_>>().join("\n");
    let pem = format!("-----BEGIN RSA PUBLIC KEY-----\n{lines}\n-----END RSA PUBLIC KEY-----");
    let jwk = json!({ "kty": "RSA", "n": n, "e": e, "kid": forge.kid, "alg": "RS256", "use": "sig" }).to_string();
    let header = merged(forge.header(), &json!({ "alg": "HS256" })).to_string();
    for (what, secret) in [
        ("PEM", pem.clone().into_bytes()),
        ("PEM with a newline", format!("{pem}\n").into_bytes()),
        ("DER", der),
        ("JWK", jwk.into_bytes()),
        ("modulus as text", n.into_bytes()),
        ("modulus", public.modulus().big_endian_without_leading_zero().to_vec()),
        ("nothing", Vec::new()),
    ] {
        attacks.push((format!("HS256 with the public key as {what}"), hmac(&secret, &header, &claims)));
    }
    // CVE-2022-21449: an ECDSA signature of zeros.
    let header = merged(forge.header(), &json!({ "alg": "ES256" })).to_string();
    attacks.push(("ES256 of zeros".to_owned(), format!("{}.{}.{}", text(&header), text(&claims), text([0; 64]))));
    try_all(&world, attacks).await;
}

#[tokio::test]
async fn a_signature_is_over_this_and_nothing_else() {
    let world = World::new();
    let forge = Forge::of(&world);
    let good = forge.good();
    let parts: Vec<&str> = good.split('.').collect();
    let mut signature = URL_SAFE_NO_PAD.decode(parts[2]).expect("base64");
    let mut attacks = vec![
        ("stripped", format!("{}.{}.", parts[0], parts[1])),
        ("stripped with its dot", format!("{}.{}", parts[0], parts[1])),
        (
            "of another token",
            format!("{}.{}.{}", parts[0], parts[1], forge.with_claims(json!({ "oid": "other" })).split('.').nth(2).expect("a signature")),
        ),
        (
            "other claims below it",
            format!("{}.{}.{}", parts[0], text(merged(forge.claims(), &json!({ "oid": "admin" })).to_string()), parts[2]),
        ),
        (
            "other header above it",
            format!("{}.{}.{}", text(merged(forge.header(), &json!({ "typ": "jwt" })).to_string()), parts[1], parts[2]),
        ),
        (
            "of another key under this one's name",
            sign_with(&KeyPair::generate(KeySize::Rsa2048).expect("a key"), &forge.header().to_string(), &forge.claims().to_string()),
        ),
        ("zeros", format!("{}.{}.{}", parts[0], parts[1], text(vec![0; signature.len()]))),
        ("padded", format!("{good}==")),
        ("four parts", format!("{good}.{}", parts[2])),
        (
            "JWE, five parts",
            format!("{}.{}.{}.{}.{}", text(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#), parts[1], parts[2], parts[1], parts[2]),
        ),
        ("one part", parts[0].to_owned()),
        ("dots", "..".to_owned()),
        ("words", "let me in".to_owned()),
    ];
    for (at, what) in [(0, "first byte flipped"), (100, "a byte in the middle flipped"), (signature.len() - 1, "last byte flipped")] {
        signature[at] ^= 1;
        attacks.push((what, format!("{}.{}.{}", parts[0], parts[1], text(&signature))));
        signature[at] ^= 1;
    }
    try_all(&world, attacks).await;
}

#[tokio::test]
async fn a_token_names_us_our_issuer_and_our_tenant_exactly() {
    let world = World::new();
    let forge = Forge::of(&world);
    let other = "00000000-0000-4000-8000-000000000002";
    let mut attacks = Vec::new();
    for aud in [
        json!("another-app"),
        json!(format!("api://{AUDIENCE}")),
        json!(format!("{AUDIENCE}/")),
        json!(format!("{AUDIENCE}-admin")),
        json!(AUDIENCE.to_uppercase()),
        json!(""),
        Value::Null,
        json!([]),
        json!(["another-app"]),
        json!("00000003-0000-0000-c000-000000000000"),
        json!(1),
        json!({ AUDIENCE: true }),
    ] {
        attacks.push((format!("aud {aud}"), forge.with_claims(json!({ "aud": aud }))));
    }
    for iss in [
        json!("https://login.microsoftonline.com/00000000-0000-4000-8000-000000000001/v2.0"),
        json!(ISSUER.replace("https", "http")),
        json!(format!("{ISSUER}/")),
        json!(ISSUER.replace("v2.0", "v1.0")),
        json!(format!("https://sts.windows.net/{TENANT}/")),
        json!(ISSUER.replace(TENANT, other)),
        json!(ISSUER.to_uppercase()),
        json!(""),
        json!([ISSUER]),
        json!([ISSUER, "https://evil.example"]),
        Value::Null,
    ] {
        attacks.push((format!("iss {iss}"), forge.with_claims(json!({ "iss": iss }))));
    }
    for tid in [json!(other), json!(""), json!(TENANT.to_uppercase().replace('0', "O")), json!(1), Value::Null] {
        attacks.push((format!("tid {tid}"), forge.with_claims(json!({ "tid": tid }))));
    }
    // The same person in another tenant, consistently.
    attacks.push(("another tenant".to_owned(), forge.with_claims(json!({ "tid": other, "iss": ISSUER.replace(TENANT, other) }))));
    for ver in [json!("1.0"), json!(2.0), json!("2"), Value::Null] {
        attacks.push((format!("ver {ver}"), forge.with_claims(json!({ "ver": ver }))));
    }
    for oid in [json!(""), json!("x".repeat(65)), json!(1), json!([OBJECT]), Value::Null] {
        attacks.push((format!("oid {oid}"), forge.with_claims(json!({ "oid": oid }))));
    }
    try_all(&world, attacks).await;
}

#[tokio::test]
async fn a_token_has_its_time() {
    let world = World::new();
    let forge = Forge::of(&world);
    let now = forge.now;
    let mut attacks = Vec::new();
    for exp in [
        json!(now - 60),
        json!(0),
        json!(-1),
        json!((now + 3600).to_string()),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(now + 26 * 3600),
        json!([now + 3600]),
        json!(true),
        Value::Null,
    ] {
        attacks.push((format!("exp {exp}"), forge.with_claims(json!({ "exp": exp }))));
    }
    for nbf in [json!(now + 61), json!(i64::MAX), json!("0"), Value::Null] {
        attacks.push((format!("nbf {nbf}"), forge.with_claims(json!({ "nbf": nbf }))));
    }
    try_all(&world, attacks).await;
    // Clocks differ by up to a minute.
    let _ = world.bearer(&forge.with_claims(json!({ "exp": now - 59 }))).get("v1/me").await.expect(StatusCode::OK);
    let _ = world.bearer(&forge.with_claims(json!({ "nbf": now + 60 }))).get("v1/me").await.expect(StatusCode::OK);

    let anna = world.person("Anna Rossi");
    world.advance(TimeDelta::seconds(3600 + 59));
    let _ = anna.get("v1/me").await.expect(StatusCode::OK);
    world.advance(TimeDelta::seconds(1));
    let late = anna.get("v1/me").await;
    refused("an hour later", &late);
    assert!(late.text().contains("expired"), "the client is told to get a new one");
}

#[tokio::test]
async fn a_token_does_not_bring_its_own_key() {
    let world = World::new();
    let forge = Forge::of(&world);
    let mallory = KeyPair::generate(KeySize::Rsa2048).expect("a key");
    let public = mallory.public_key();
    let jwk = json!({ "kty": "RSA", "n": text(public.modulus().big_endian_without_leading_zero()), "e": text(public.exponent().big_endian_without_leading_zero()), "kid": "mine" });
    let mut attacks = Vec::new();
    for kid in [
        "mine",
        "",
        "../../../../dev/null",
        "/proc/self/environ",
        "' OR '1'='1",
        "x' UNION SELECT 'key",
        "https://evil.example/key",
        "key\u{0}",
        "|curl evil.example",
    ] {
        attacks.push((format!("kid {kid:?}"), forge.with_header(json!({ "kid": kid }))));
    }
    attacks.push(("kid huge".to_owned(), forge.with_header(json!({ "kid": "k".repeat(10_000) }))));
    for kid in [json!(0), json!([forge.kid]), json!({ "kid": forge.kid }), json!(true), Value::Null] {
        attacks.push((format!("kid {kid}"), forge.with_header(json!({ "kid": kid }))));
    }
    let certificate = STANDARD.encode(public.as_ref());
    for header in [
        json!({ "jku": "https://evil.example/keys" }),
        json!({ "x5u": "https://evil.example/chain" }),
        json!({ "jwk": jwk }),
        json!({ "x5c": [certificate] }),
        json!({ "crit": ["exp"] }),
        json!({ "crit": [] }),
        json!({ "b64": false }),
        json!({ "b64": false, "crit": ["b64"] }),
        json!({ "typ": null }),
        json!({ "typ": "at+jwt" }),
        json!({ "typ": "dpop+jwt" }),
        json!({ "typ": "JWE" }),
    ] {
        attacks.push((format!("{header} with a true signature"), forge.with_header(header.clone())));
        let with = merged(forge.header(), &header).to_string();
        attacks.push((format!("{header} with the attacker's signature"), sign_with(&mallory, &with, &forge.claims().to_string())));
    }
    try_all(&world, attacks).await;
}

#[tokio::test]
async fn a_token_says_everything_once() {
    let world = World::new();
    let forge = Forge::of(&world);
    let (header, claims) = (forge.header().to_string(), forge.claims().to_string());
    let twice = |text: &str, more: &str| format!("{{{more},{}", &text[1..]);
    let mut attacks = Vec::new();
    for more in [
        r#""oid":"admin""#,
        r#""tid":"evil""#,
        r#""aud":"another-app""#,
        r#""iss":"https://evil.example""#,
        r#""exp":9999999999"#,
        r#""nbf":0"#,
        r#""scp":"All""#,
        r#""ver":"1.0""#,
    ] {
        attacks.push((format!("claims with {more} before"), forge.sign(&header, &twice(&claims, more))));
        let after = format!("{},{more}}}", &claims[..claims.len() - 1]);
        attacks.push((format!("claims with {more} behind"), forge.sign(&header, &after)));
    }
    for more in [r#""alg":"none""#, r#""kid":"mine""#, r#""typ":"JWE""#] {
        attacks.push((format!("header with {more} before"), forge.sign(&twice(&header, more), &claims)));
    }
    for (what, header, claims) in [
        ("list", "[]", claims.as_str()),
        ("claims list", header.as_str(), "[]"),
        ("null", header.as_str(), "null"),
        ("nothing", header.as_str(), ""),
        ("no JSON", header.as_str(), "claims"),
    ] {
        attacks.push((what.to_owned(), forge.sign(header, claims)));
    }
    try_all(&world, attacks).await;
}

#[tokio::test]
async fn only_an_access_token_for_a_person_counts() {
    let world = World::new();
    let forge = Forge::of(&world);
    try_all(
        &world,
        [
            ("an ID token: no scp", forge.with_claims(json!({ "scp": null, "nonce": "n-0S6_WzA2Mj", "preferred_username": "mallory" }))),
            ("an app's token: roles only", forge.with_claims(json!({ "scp": null, "roles": [SCOPE], "idtyp": "app" }))),
            ("another scope", forge.with_claims(json!({ "scp": "User.Read" }))),
            ("a longer scope", forge.with_claims(json!({ "scp": format!("{SCOPE}.All") }))),
            ("a scope in another case", forge.with_claims(json!({ "scp": SCOPE.to_lowercase() }))),
            ("a scope with a comma", forge.with_claims(json!({ "scp": format!("{SCOPE},User.Read") }))),
            ("an empty scope", forge.with_claims(json!({ "scp": "" }))),
            ("scp is a list", forge.with_claims(json!({ "scp": [SCOPE] }))),
            ("larger than 16 KiB", forge.with_claims(json!({ "padding": "x".repeat(16 * 1024) }))),
        ],
    )
    .await;
    let _ = world.bearer(&forge.with_claims(json!({ "padding": "x".repeat(8 * 1024) }))).get("v1/me").await.expect(StatusCode::OK);
}

#[tokio::test]
async fn identity_comes_from_the_token_alone() {
    let world = World::new();
    let token = world.person("Anna Rossi").token.expect("a token");
    let principal = STANDARD.encode(json!({ "auth_typ": "aad", "claims": [{ "typ": "oid", "val": OBJECT }] }).to_string());
    for headers in [
        vec![],
        vec![("X-MS-CLIENT-PRINCIPAL", principal.as_str()), ("X-MS-CLIENT-PRINCIPAL-ID", OBJECT), ("X-Forwarded-User", "anna")],
        vec![("Cookie", "access_token=x")],
    ] {
        refused("no token", &world.stranger().raw(Method::GET, "v1/me", &headers, "").await);
    }
    refused("in the address", &world.stranger().raw(Method::GET, &format!("v1/me?access_token={token}"), &[], "").await);
    for value in [
        "Bearer",
        "Bearer ",
        "Basic YW5uYTpyb3NzaQ==",
        &token,
        &format!("Token {token}"),
        &format!("Bearer{token}"),
        &format!("Bearer {token} {token}"),
        &format!("Bearer {token}, Bearer {token}"),
    ] {
        refused(
            &value.chars().take(12).collect::<String>(),
            &world.stranger().raw(Method::GET, "v1/me", &[("Authorization", value)], "").await,
        );
    }
}

#[tokio::test]
async fn every_signed_in_route_refuses_strangers_before_anything_else() {
    let (world, store) = Watched::world();
    let document = pathfinder::api_docs::document(&world.functions);
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            if operation.get("security").is_some() {
                continue;
            }
            let method = method.to_uppercase().parse::<Method>().expect("a method");
            refused(&format!("{method} {path}"), &world.stranger().raw(method.clone(), path, &[], "not json").await);
            refused(&format!("{method} {path}"), &world.bearer("forged").raw(method.clone(), path, &[], "not json").await);
        }
    }
    assert!(store.everything().await.is_empty());
}

#[tokio::test]
async fn a_removed_member_has_a_token_but_no_part() {
    let world = World::new();
    let (anna, marco) = (world.person("Anna Rossi"), world.person("Marco Rossi"));
    let rossi = anna.founds("Rossi").await;
    anna.welcomes(&rossi, &marco, "adult").await;
    let trip = anna.starts_trip(&rossi, 1).await;
    let _ = marco.get(&format!("v1/trips/{trip}")).await.expect(StatusCode::OK);
    let family = anna.get(&format!("v1/families/{rossi}")).await;
    let id = family.json()["members"][1]["id"].as_str().expect("an id").to_owned();
    let etag = family.header("etag").expect("an ETag");
    let _ = anna
        .call(Method::DELETE, &format!("v1/families/{rossi}/members/{id}"), None, &[("If-Match", &etag)])
        .await
        .expect(StatusCode::NO_CONTENT);
    for path in [
        format!("v1/trips/{trip}"),
        format!("v1/families/{rossi}"),
        format!("v1/trips/{trip}/families/{rossi}/wishes"),
        format!("v1/trips/{trip}/itineraries"),
    ] {
        assert_eq!(marco.get(&path).await.expect(StatusCode::NOT_FOUND).problem(), "not-found", "{path}");
    }
    assert_eq!(marco.get("v1/trips").await.json(), json!({ "value": [] }));
}

/// A problem without what is different every time.
fn neutral(reply: &Reply) -> (StatusCode, Value, usize, Vec<String>) {
    let mut problem = reply.json();
    problem["instance"].take();
    problem["trace_id"].take();
    let mut names: Vec<_> = reply.headers.keys().map(ToString::to_string).collect();
    names.sort();
    (reply.status, problem, reply.body.len(), names)
}

#[tokio::test]
async fn what_is_not_yours_is_as_absent_as_what_never_was() {
    let (world, store) = Watched::world();
    let (anna, ben) = (world.person("Anna Rossi"), world.person("Ben Miller"));
    let rossi = anna.founds("Rossi").await;
    let trip = anna.starts_trip(&rossi, 1).await;
    let _ = ben.get("v1/me").await.expect(StatusCode::OK);
    let before = store.everything().await;
    let nothing = "00000000-0000-7000-8000-000000000000";
    let mut routes = 0;
    for (template, operations) in pathfinder::api_docs::document(&world.functions)["paths"].as_object().expect("paths") {
        if !template.contains("{tripId}") && !template.contains("{familyId}") {
            continue;
        }
        for method in operations.as_object().expect("operations").keys() {
            let method: Method = method.to_uppercase().parse().expect("a method");
            let media_type = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
            let ask = async |trip: &str, family: &str| {
                let path = template.replace("{tripId}", trip).replace("{familyId}", family).replace("{version}", "1");
                let path = ["{memberId}", "{invitationId}", "{operationId}", "{exportId}"]
                    .iter()
                    .fold(path, |path, name| path.replace(name, nothing));
                let key = format!("{method}-{trip}-{family}");
                ben.raw(method.clone(), &path, &[("Content-Type", media_type), ("If-Match", "\"x\""), ("Idempotency-Key", &key)], "{}")
                    .await
            };
            let (foreign, absent) = (ask(&trip, &rossi).await, ask(nothing, nothing).await);
            assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{method} {template}: {}", foreign.text());
            assert_eq!(neutral(&foreign), neutral(&absent), "{method} {template}");
            routes += 1;
        }
    }
    assert!(routes > 30, "{routes} routes");
    assert_eq!(store.everything().await, before);
}
