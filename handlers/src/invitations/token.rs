//! Invitation tokens: where the invitation lies, and a signature that nobody can make without the key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use pathfinder_cloud::documents::Container;
use pathfinder_domain::ids::InvitationId;
use sha2::Sha256;
use uuid::Uuid;

use super::Into;

/// Bytes of the signature: 192 bits.
const SIGNATURE: usize = 24;

/// Where an invitation lies.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) container: Container,
    pub(super) partition: String,
    pub(super) id: InvitationId,
}

fn mac(key: &[u8], place: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(b"invitation\0");
    mac.update(place);
    Some(mac)
}

/// The token of an invitation; always the same one, so that a repeated creation answers the same.
pub(super) fn write(key: &[u8], into: &Into, id: InvitationId) -> Option<String> {
    let (kind, target) = match into {
        Into::Family { family, .. } => (0, family.0),
        Into::Trip { trip } => (1, trip.0),
    };
    let mut place = vec![kind];
    place.extend_from_slice(target.as_bytes());
    place.extend_from_slice(id.0.as_bytes());
    let signature = mac(key, &place)?.finalize().into_bytes();
    place.extend_from_slice(&signature[..SIGNATURE]);
    Some(URL_SAFE_NO_PAD.encode(place))
}

/// None for whatever this key did not sign.
pub(super) fn read(key: &[u8], token: &str) -> Option<Address> {
    let bytes = URL_SAFE_NO_PAD.decode(token.trim()).ok()?;
    let (place, signature) = bytes.split_at_checked(33)?;
    if signature.len() != SIGNATURE {
        return None;
    }
    mac(key, place)?.verify_truncated_left(signature).ok()?;
    let container = if *place.first()? == 0 { Container::Accounts } else { Container::Trips };
    let target = Uuid::from_slice(place.get(1..17)?).ok()?;
    let id = InvitationId(Uuid::from_slice(place.get(17..33)?).ok()?);
    Some(Address { container, partition: target.hyphenated().to_string(), id })
}

#[cfg(test)]
mod tests {
    use pathfinder_domain::ids::TripId;

    use super::*;

    #[test]
    fn a_changed_token_leads_nowhere() {
        let into = Into::Trip { trip: TripId(Uuid::from_u128(7)) };
        let token = write(&[1; 32], &into, InvitationId(Uuid::from_u128(8))).unwrap();
        assert_eq!(read(&[1; 32], &token).unwrap().partition, Uuid::from_u128(7).to_string());
        assert_eq!(read(&[2; 32], &token), None);
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(read(&[1; 32], std::str::from_utf8(&changed).unwrap()), None, "position {at}");
        }
    }
}
