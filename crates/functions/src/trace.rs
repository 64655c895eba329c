//! What an invocation is called in logs and traces: the host's invocation id and the W3C trace context.

use http::{HeaderMap, HeaderName};
use tracing::Span;

/// The host's id of an invocation.
const INVOCATION_ID: HeaderName = HeaderName::from_static("x-azure-functions-invocationid");
/// W3C Trace Context, section 3.2.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The host's id of an invocation, in the request extensions of HTTP functions. A new one per attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvocationId(pub String);

impl InvocationId {
    /// The last value that has the form of a GUID: in forwarding mode a client's own value stands before the host's.
    /// It names an invocation, it proves nothing.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(INVOCATION_ID).iter().filter_map(|value| value.to_str().ok());
        let last = values.flat_map(|value| value.split(',')).map(str::trim).rfind(|value| is_guid(value))?;
        Some(Self(last.to_ascii_lowercase()))
    }
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A valid `traceparent`, in the request extensions of HTTP functions. The host does not always send one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceParent {
    text: String,
}

impl TraceParent {
    /// Reads `version-traceid-parentid-flags`; `None` unless it is valid after W3C Trace Context (section 3.2.2): lower-case hex,
    /// no zero ids, version not `ff`, and nothing behind the flags in version `00`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let [version, trace, parent, flags] = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
        let hex = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        let well_formed = hex(version, 2) && hex(trace, 32) && hex(parent, 16) && hex(flags, 2);
        let zero = |part: &str| part.bytes().all(|byte| byte == b'0');
        let known = version != "ff" && (version != "00" || parts.next().is_none()) && text.len() <= 256;
        (well_formed && known && !zero(trace) && !zero(parent)).then(|| Self { text: format!("{version}-{trace}-{parent}-{flags}") })
    }

    /// The one valid `traceparent` of a request; `None` with several, for none of them is more right than another.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(TRACEPARENT).iter();
        let only = values.next()?;
        if values.next().is_some() {
            return None;
        }
        Self::parse(only.to_str().ok()?)
    }

    /// The whole header value.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The trace id, 32 hex digits.
    pub fn trace_id(&self) -> &str {
        &self.text[3..35]
    }

    /// The caller's span id, 16 hex digits.
    pub fn parent_id(&self) -> &str {
        &self.text[36..52]
    }

    /// Whether the caller records this trace.
    pub fn is_sampled(&self) -> bool {
        u8::from_str_radix(&self.text[53..55], 16).is_ok_and(|flags| flags & 1 == 1)
    }
}

/// The span of one invocation. It holds names and ids only, never a path, a query or a body.
pub(crate) fn span(function: &str, id: Option<&InvocationId>, parent: Option<&TraceParent>) -> Span {
    tracing::info_span!(
        "invocation",
        function,
        invocation_id = id.map(|id| id.0.as_str()),
        trace_id = parent.map(TraceParent::trace_id),
        parent_id = parent.map(TraceParent::parent_id),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_valid_parent_is_taken_apart() {
        let parent = TraceParent::parse(GOOD).unwrap();
        assert_eq!(parent.as_str(), GOOD);
        assert_eq!(parent.trace_id(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(parent.parent_id(), "00f067aa0ba902b7");
        assert!(parent.is_sampled());
    }

    #[test]
    fn anything_else_is_ignored() {
        for bad in [
            "",
            "00",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0é",
        ] {
            assert_eq!(TraceParent::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_hosts_invocation_id_is_the_last_guid() {
        let mut headers = HeaderMap::new();
        headers.append(INVOCATION_ID, "11111111-1111-1111-1111-111111111111".parse().unwrap());
        headers.append(INVOCATION_ID, "B6B0B0A0-0000-4000-8000-00000000000F".parse().unwrap());
        headers.append(INVOCATION_ID, "<script>".parse().unwrap());
        assert_eq!(InvocationId::of(&headers), Some(InvocationId("b6b0b0a0-0000-4000-8000-00000000000f".to_owned())));
        assert_eq!(InvocationId::of(&HeaderMap::new()), None);
    }
}
