//! Access tokens: JWT, RS256, v2.0 of Entra ID (reliability reference, section 3.2). The local issuer makes the same tokens.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use pathfinder_domain::ids::UserId;
use serde::Deserialize;

use crate::identity::Caller;

/// Longer tokens are not looked at.
const MAX_TOKEN: usize = 16 * 1024;
/// Clocks may differ by this much, seconds.
const LEEWAY: u64 = 60;
/// A token that lives longer was not made by an issuer of ours, seconds.
const MAX_LIFE: i64 = 25 * 3600;

/// The public keys of issuers.
#[async_trait]
pub trait Keys: Send + Sync + std::fmt::Debug {
    /// The key `kid` of the tenant, or None where it has no such key.
    ///
    /// # Errors
    /// In words, when the keys cannot be had now.
    async fn find(&self, tenant: &str, kid: &str) -> Result<Option<DecodingKey>, String>;
}

/// Why a token does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenFault {
    Refused(&'static str),
    Unavailable(String),
}

/// One issuer whose tokens are taken.
#[derive(Debug, Clone)]
pub struct Issuer {
    /// Tenant id (`tid`).
    pub tenant: String,
    /// Exactly the claim `iss`.
    pub issuer: String,
}

/// Checks access tokens.
#[derive(Debug, Clone)]
pub struct Verifier {
    issuers: Vec<Issuer>,
    audience: String,
    scope: String,
    keys: Arc<dyn Keys>,
}

/// What is read of a token; everything else is ignored.
#[derive(Debug, Deserialize)]
struct Claims {
    /// One audience: a token for several services is not one of Entra ID's, and could be replayed here by another of them.
    #[serde(rename = "aud")]
    _aud: String,
    tid: String,
    oid: String,
    ver: String,
    iss: String,
    exp: i64,
    nbf: i64,
    scp: Option<String>,
    name: Option<String>,
    email: Option<String>,
}

impl Verifier {
    /// Tokens of `issuers`, made for `audience`, with the delegated permission `scope`.
    pub fn new(issuers: Vec<Issuer>, audience: impl Into<String>, scope: impl Into<String>, keys: Arc<dyn Keys>) -> Self {
        Self { issuers, audience: audience.into(), scope: scope.into(), keys }
    }

    /// The caller that the token names.
    ///
    /// # Errors
    /// [`TokenFault`], with words that help a client and tell an attacker nothing.
    pub async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Caller, TokenFault> {
        use TokenFault::Refused;
        const BROKEN: TokenFault = Refused("the access token is not one that this API can read");
        if token.len() > MAX_TOKEN {
            return Err(BROKEN);
        }
        let header = decode_header(token).map_err(|_| BROKEN)?;
        // The algorithm is ours to choose, never the token's. Headers that carry or point to keys are refused outright.
        let foreign =
            header.alg != Algorithm::RS256 || header.jku.is_some() || header.jwk.is_some() || header.x5u.is_some() || header.x5c.is_some();
        if foreign || header.typ.as_deref().is_none_or(|typ| !typ.eq_ignore_ascii_case("jwt")) || has_crit(token) {
            return Err(BROKEN);
        }
        let kid = header.kid.filter(|kid| (1..=256).contains(&kid.len())).ok_or(BROKEN)?;
        // Which tenant's keys to look at; nothing is believed until the signature holds.
        let unverified: Unverified = jsonwebtoken::dangerous::insecure_decode(token).map_err(|_| BROKEN)?.claims;
        let issuer = self
            .issuers
            .iter()
            .find(|known| known.tenant == unverified.tid)
            .ok_or(Refused("the access token is of a tenant that this API does not serve"))?;
        let key = self
            .keys
            .find(&issuer.tenant, &kid)
            .await
            .map_err(TokenFault::Unavailable)?
            .ok_or(Refused("the access token is signed with a key that its issuer does not publish"))?;

        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[&self.audience]);
        validation.set_issuer(&[&issuer.issuer]);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss"]);
        // Time is an input: it is compared below with the clock of the application.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims: Claims =
            decode(token, &key, &validation).map_err(|_| Refused("the access token's signature, issuer or audience is wrong"))?.claims;
        let leeway = i64::try_from(LEEWAY).unwrap_or(60);
        let at = now.timestamp();
        if at >= claims.exp.saturating_add(leeway) {
            return Err(Refused("the access token has expired"));
        }
        if at < claims.nbf.saturating_sub(leeway) || claims.exp.saturating_sub(at) > MAX_LIFE {
            return Err(Refused("the access token is not valid at this time"));
        }
        if claims.ver != "2.0"
            || claims.tid != issuer.tenant
            || claims.iss != issuer.issuer
            || claims.oid.is_empty()
            || claims.oid.len() > 64
        {
            return Err(Refused("the access token lacks a claim that this API needs (ver 2.0, tid, oid)"));
        }
        if !claims.scp.as_deref().unwrap_or("").split(' ').any(|scope| scope == self.scope) {
            return Err(Refused("the access token does not have this API's scope"));
        }
        let clean = |text: String| {
            Some(text.trim().chars().filter(|c| !c.is_control()).take(200).collect::<String>()).filter(|text| !text.is_empty())
        };
        Ok(Caller {
            user: UserId::of(&claims.tid, &claims.oid),
            name: claims.name.and_then(clean),
            email: claims.email.and_then(clean).map(|email| email.to_lowercase()),
        })
    }
}

#[derive(Debug, Deserialize)]
struct Unverified {
    tid: String,
}

/// Critical header extensions and unencoded payloads change what a signature means; none is known here (RFC 7515, 4.1.11; RFC 7797).
fn has_crit(token: &str) -> bool {
    use base64::Engine as _;
    let Some(header) = token.split('.').next() else { return true };
    let Ok(bytes) = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header) else { return true };
    match serde_json::from_slice::<serde_json::Value>(&bytes) {
        Ok(serde_json::Value::Object(fields)) => fields.contains_key("crit") || fields.contains_key("b64"),
        _ => true,
    }
}
