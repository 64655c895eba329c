//! The local profile's own token issuer: a real key pair and the same claims as Entra ID's, so that the same checks apply.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::Serialize;

use crate::identity::Verifier;
use crate::identity::token::{Issuer, Keys};

/// The tenant of everybody that the local issuer knows.
pub const TENANT: &str = "00000000-0000-4000-8000-000000000001";
/// The one issuer of the local profile.
pub const ISSUER: &str = "https://login.localhost/00000000-0000-4000-8000-000000000001/v2.0";
/// This API, as tokens name it.
pub const AUDIENCE: &str = "pathfinder-local";
/// The delegated permission that a token must have.
pub const SCOPE: &str = "Trips.ReadWrite";
/// The private key in the data folder.
const KEY_FILE: &str = "token-issuer.key";
/// Life of a local token.
const LIFE: TimeDelta = TimeDelta::hours(1);

/// Makes and checks local tokens. The key pair is made or read when it is first needed, not at the start of the process.
#[derive(Debug)]
pub struct LocalIssuer {
    folder: PathBuf,
    pair: OnceLock<Pair>,
}

struct Pair {
    kid: String,
    signing: EncodingKey,
    checking: DecodingKey,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// Whom a token is for.
#[derive(Debug, Clone)]
pub struct Person {
    /// Object id: who it is.
    pub object: String,
    pub name: String,
    pub email: Option<String>,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    iat: i64,
    nbf: i64,
    exp: i64,
    tid: &'a str,
    oid: &'a str,
    sub: &'a str,
    ver: &'a str,
    scp: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
}

impl LocalIssuer {
    /// `folder` holds the private key (PKCS#8, DER); it is made when it is not there.
    pub fn new(folder: PathBuf) -> Arc<Self> {
        Arc::new(Self { folder, pair: OnceLock::new() })
    }

    /// The verifier of this issuer's tokens.
    pub fn verifier(self: &Arc<Self>) -> Verifier {
        let issuer = Issuer { tenant: TENANT.to_owned(), issuer: ISSUER.to_owned() };
        Verifier::new(vec![issuer], AUDIENCE, SCOPE, Arc::clone(self) as Arc<dyn Keys>)
    }

    /// A token for `person`, and when it expires.
    ///
    /// # Errors
    /// In words, when the key cannot be made, read or used.
    pub fn issue(&self, person: &Person, now: DateTime<Utc>) -> Result<(String, DateTime<Utc>), String> {
        let pair = self.pair()?;
        let expires = now + LIFE;
        let claims = Claims {
            aud: AUDIENCE,
            iss: ISSUER,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: expires.timestamp(),
            tid: TENANT,
            oid: &person.object,
            sub: &person.object,
            ver: "2.0",
            scp: SCOPE,
            name: &person.name,
            email: person.email.as_deref(),
        };
        let header = Header { kid: Some(pair.kid.clone()), ..Header::new(Algorithm::RS256) };
        let token = jsonwebtoken::encode(&header, &claims, &pair.signing).map_err(|error| error.to_string())?;
        Ok((token, expires))
    }

    fn pair(&self) -> Result<&Pair, String> {
        if let Some(pair) = self.pair.get() {
            return Ok(pair);
        }
        // Only a key is kept: what stands in its way now may be mended in a moment.
        let pair = self.load()?;
        Ok(self.pair.get_or_init(|| pair))
    }

    fn load(&self) -> Result<Pair, String> {
        let at =
            |error: &dyn std::fmt::Display| format!("the signing key {} cannot be used: {error}", self.folder.join(KEY_FILE).display());
        // Made before it is needed, so that a failure leaves no file; of two processes that make one, both use the winner's.
        let fresh = if self.folder.join(KEY_FILE).exists() { Vec::new() } else { make_key().map_err(|error| at(&error))? };
        let der = pathfinder_cloud::embedded::read_or_create_file(&self.folder, KEY_FILE, || fresh).map_err(|error| at(&error))?;
        let pair = KeyPair::from_pkcs8(&der).map_err(|error| at(&error))?;
        let public = pair.public_key();
        let modulus = URL_SAFE_NO_PAD.encode(public.modulus().big_endian_without_leading_zero());
        let exponent = URL_SAFE_NO_PAD.encode(public.exponent().big_endian_without_leading_zero());
        let pem =
            format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", base64::engine::general_purpose::STANDARD.encode(&der));
        let signing = EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(|error| at(&error))?;
        let checking = DecodingKey::from_rsa_components(&modulus, &exponent).map_err(|error| at(&error))?;
        // Any stable name will do; the modulus names the key.
        let kid = modulus.chars().take(16).collect();
        Ok(Pair { kid, signing, checking })
    }
}

fn make_key() -> Result<Vec<u8>, aws_lc_rs::error::Unspecified> {
    let pair = KeyPair::generate(KeySize::Rsa2048)?;
    let der: Pkcs8V1Der<'_> = pair.as_der()?;
    Ok(der.as_ref().to_vec())
}

#[async_trait]
impl Keys for LocalIssuer {
    async fn find(&self, tenant: &str, kid: &str) -> Result<Option<DecodingKey>, String> {
        let pair = self.pair()?;
        Ok((tenant == TENANT && kid == pair.kid).then(|| pair.checking.clone()))
    }
}
