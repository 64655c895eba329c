//! Route templates as ASP.NET reads them: literals in any case, `{x}`, `{x:int}`, `{x?}`, `{*rest}`; the most exact template wins.

use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    text: String,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Parameter { name: String, constraint: Option<Constraint>, optional: bool },
    Rest { name: String },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Constraint {
    Int,
    Long,
    Bool,
    Guid,
    Alpha,
}

/// Values of the parameters, decoded.
pub(crate) type Values = BTreeMap<String, String>;

impl Template {
    pub(crate) fn parse(route: &str) -> Result<Self, String> {
        let text = route.trim_matches('/').to_owned();
        let parts: Vec<&str> = text.split('/').collect();
        let mut segments = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let last = index + 1 == parts.len();
            segments.push(segment(part, last).map_err(|reason| format!("route {route:?}: {reason}"))?);
        }
        Ok(Self { text, segments })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn starts_with_any(&self, words: &[&str]) -> bool {
        matches!(self.segments.first(), Some(Segment::Literal(first)) if words.iter().any(|word| word.eq_ignore_ascii_case(first)))
    }

    /// Whether both match the same paths, parameter names aside.
    pub(crate) fn same_as(&self, other: &Self) -> bool {
        self.segments.len() == other.segments.len()
            && self.segments.iter().zip(&other.segments).all(|pair| match pair {
                (Segment::Literal(one), Segment::Literal(two)) => one.eq_ignore_ascii_case(two),
                (Segment::Parameter { constraint: one, .. }, Segment::Parameter { constraint: two, .. }) => one == two,
                (Segment::Rest { .. }, Segment::Rest { .. }) => true,
                _ => false,
            })
    }

    /// Smaller is more exact; ASP.NET calls it the template's precedence.
    pub(crate) fn precedence(&self) -> Vec<u8> {
        let digit = |segment: &Segment| match segment {
            Segment::Literal(_) => 1,
            Segment::Parameter { constraint: Some(_), .. } => 2,
            Segment::Parameter { constraint: None, .. } => 3,
            Segment::Rest { .. } => 5,
        };
        self.segments.iter().map(digit).collect()
    }

    /// Matches the raw segments of a path behind the prefix.
    pub(crate) fn matches(&self, path: &[&str]) -> Option<Values> {
        let mut values = Values::new();
        let mut parts = path.iter();
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) => {
                    let part = decode(parts.next()?)?;
                    part.eq_ignore_ascii_case(text).then_some(())?;
                }
                Segment::Parameter { name, constraint, optional } => match parts.next() {
                    None if *optional => {}
                    None => return None,
                    Some(part) => {
                        let value = decode(part).filter(|value| !value.is_empty())?;
                        constraint.is_none_or(|constraint| constraint.holds(&value)).then_some(())?;
                        values.insert(name.clone(), value);
                    }
                },
                Segment::Rest { name } => {
                    let rest: Vec<&str> = parts.by_ref().copied().collect();
                    values.insert(name.clone(), decode(&rest.join("/"))?);
                }
            }
        }
        parts.next().is_none().then_some(values)
    }
}

fn segment(part: &str, last: bool) -> Result<Segment, String> {
    if part.is_empty() {
        return Err("the slash character '/' cannot appear consecutively".to_owned());
    }
    let Some(inner) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
        return if part.contains(['{', '}', '?']) {
            Err(format!("{part:?} mixes text and parameters; axum and this host take whole segments only"))
        } else {
            Ok(Segment::Literal(part.to_owned()))
        };
    };
    if let Some(name) = inner.strip_prefix('*') {
        let name = parameter_name(name.trim_start_matches('*'))?;
        return if last { Ok(Segment::Rest { name }) } else { Err("a catch-all parameter can only be the last segment".to_owned()) };
    }
    let (inner, optional) = inner.strip_suffix('?').map_or((inner, false), |inner| (inner, true));
    if optional && !last {
        return Err("an optional parameter must be at the end".to_owned());
    }
    let (name, constraint) = match inner.split_once(':') {
        None => (inner, None),
        Some((name, constraint)) => (name, Some(Constraint::parse(constraint)?)),
    };
    Ok(Segment::Parameter { name: parameter_name(name)?, constraint, optional })
}

fn parameter_name(name: &str) -> Result<String, String> {
    let fits = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-');
    if fits { Ok(name.to_owned()) } else { Err(format!("{name:?} is no parameter name")) }
}

impl Constraint {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(match text {
            "int" => Self::Int,
            "long" => Self::Long,
            "bool" => Self::Bool,
            "guid" => Self::Guid,
            "alpha" => Self::Alpha,
            other => return Err(format!("devhost does not know the constraint {other:?}")),
        })
    }

    fn holds(self, value: &str) -> bool {
        match self {
            Self::Int => value.parse::<i32>().is_ok(),
            Self::Long => value.parse::<i64>().is_ok(),
            Self::Bool => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
            Self::Guid => {
                let digits = value.chars().filter(char::is_ascii_hexdigit).count();
                digits == 32 && value.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-')
            }
            Self::Alpha => value.chars().all(|letter| letter.is_ascii_alphabetic()),
        }
    }
}

/// Percent-decodes; `None` where the result is no UTF-8.
fn decode(part: &str) -> Option<String> {
    let hex = |digit: Option<&u8>| digit.and_then(|digit| char::from(*digit).to_digit(16));
    let mut bytes = Vec::with_capacity(part.len());
    let raw = part.as_bytes();
    let mut at = 0;
    while at < raw.len() {
        match (raw[at], hex(raw.get(at + 1)), hex(raw.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).ok()?);
                at += 3;
            }
            (byte, ..) => {
                bytes.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matched(template: &str, path: &str) -> Option<Vec<(String, String)>> {
        let parts: Vec<&str> = path.split('/').collect();
        Template::parse(template).unwrap().matches(&parts).map(|values| values.into_iter().collect())
    }

    fn pair(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn matches_like_the_host() {
        assert_eq!(matched("v1/Trips", "V1/trips"), Some(vec![]));
        assert_eq!(matched("trips/{id}", "trips/a%20b"), Some(pair("id", "a b")));
        assert_eq!(matched("trips/{id}", "trips"), None);
        assert_eq!(matched("trips/{id?}", "trips"), Some(vec![]));
        assert_eq!(matched("trips/{id:int}", "trips/x"), None);
        assert_eq!(matched("files/{*path}", "files/a/b"), Some(pair("path", "a/b")));
        assert_eq!(matched("trips", "trips/1"), None);
    }

    #[test]
    fn the_more_exact_template_comes_first() {
        let order = |text: &str| Template::parse(text).unwrap().precedence();
        assert!(order("trips/mine") < order("trips/{id:int}"));
        assert!(order("trips/{id:int}") < order("trips/{id}"));
        assert!(order("trips/{id}") < order("{*all}"));
    }

    #[test]
    fn impossible_templates_are_refused() {
        for bad in ["a//b", "{*x}/y", "{x?}/y", "v{x}", "{x:regex(a)}", "{}"] {
            assert!(Template::parse(bad).is_err(), "{bad}");
        }
    }
}
