//! People: users who sign in, families that travel, and the members of a family.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::ids::{FamilyId, MemberId, UserId};

/// A user's own document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub schema_version: u32,
    pub id: UserId,
    pub display_name: String,
    /// BCP 47 tag.
    pub locale: String,
    /// An index: the truth about membership stands in each family's document.
    pub families: Vec<FamilyId>,
    pub created_at: DateTime<Utc>,
}

/// A family: the unit that joins a trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Family {
    pub schema_version: u32,
    pub id: FamilyId,
    pub name: String,
    pub members: Vec<Member>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    pub role: Role,
    /// Year and month of birth: enough for prices and needs, less than a birth date.
    pub born: BirthMonth,
    /// Present for adults who sign in.
    pub user: Option<UserId>,
}

/// What a member may do in the own family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// An adult who answers for the family.
    Admin,
    /// An adult.
    Adult,
    /// A child profile: entered by an adult, never signs in.
    Child,
}

impl Family {
    pub fn member_of(&self, user: &UserId) -> Option<&Member> {
        self.members.iter().find(|member| member.user.as_ref() == Some(user))
    }

    /// Admins who can sign in. A family never loses its last one.
    pub fn admins(&self) -> usize {
        self.members.iter().filter(|member| member.role == Role::Admin && member.user.is_some()).count()
    }
}

/// Below this age a member is a child profile and nothing else (GDPR Art. 8, COPPA: no accounts for children).
pub const ADULT_AGE: u8 = 16;
/// Nobody is older.
const OLDEST: u8 = 120;

/// `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BirthMonth {
    year: i32,
    month: u32,
}

impl BirthMonth {
    /// None for impossible months and years before 1900 or after 2200.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1900..=2200).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// Whole years on `date`, taking the last day of the month as the birthday; None when born after it.
    pub fn age_on(self, date: NaiveDate) -> Option<u8> {
        let mut years = date.year() - self.year;
        if date.month() <= self.month {
            years -= 1;
        }
        // Born in this very month: a baby of age 0.
        if years < 0 && date.year() == self.year && date.month() >= self.month {
            years = 0;
        }
        u8::try_from(years).ok()
    }

    /// The age of somebody who lives.
    ///
    /// # Errors
    /// A fault at `pointer`: not born yet, or older than anybody.
    pub fn living_age(self, pointer: &str, today: NaiveDate) -> Result<u8, Fault> {
        let age = self.age_on(today).ok_or_else(|| Fault::new(pointer, "future", "nobody is born in the future"))?;
        if age > OLDEST {
            return Err(Fault::new(pointer, "too-old", format!("nobody is older than {OLDEST}")));
        }
        Ok(age)
    }

    /// The age of somebody who signs in.
    ///
    /// # Errors
    /// A fault at `pointer`: too young, or no age at all.
    pub fn adult_age(self, pointer: &str, today: NaiveDate) -> Result<u8, Fault> {
        let age = self.living_age(pointer, today)?;
        if age < ADULT_AGE {
            return Err(Fault::new(pointer, "too-young", format!("only somebody of {ADULT_AGE} or older can sign in")));
        }
        Ok(age)
    }
}

impl std::fmt::Display for BirthMonth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl std::str::FromStr for BirthMonth {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || format!("a month of birth is written YYYY-MM, not {:?}", text.chars().take(20).collect::<String>());
        let (year, month) = text.split_once('-').ok_or_else(fault)?;
        if year.len() != 4 || month.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(fault());
        }
        Self::new(year.parse().map_err(|_| fault())?, month.parse().map_err(|_| fault())?).ok_or_else(fault)
    }
}

impl Serialize for BirthMonth {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BirthMonth {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for BirthMonth {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BirthMonth".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$",
            "description": "Year and month of birth, YYYY-MM.",
            "examples": ["2019-04"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_turn_after_the_month_of_birth() {
        let born: BirthMonth = "2019-04".parse().unwrap();
        let on = |y, m, d| born.age_on(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(on(2026, 4, 30), Some(6));
        assert_eq!(on(2026, 5, 1), Some(7));
        assert_eq!(on(2019, 4, 1), Some(0));
        assert_eq!(on(2019, 3, 31), None);
    }

    #[test]
    fn only_a_living_adult_signs_in() {
        let today = NaiveDate::from_ymd_opt(2027, 1, 3).unwrap();
        let code = |born: &str| born.parse::<BirthMonth>().unwrap().adult_age("/born", today).map_err(|fault| fault.code);
        assert_eq!(code("1985-06"), Ok(41));
        for (born, fault) in [("2011-01", "too-young"), ("2028-01", "future"), ("1900-01", "too-old")] {
            assert_eq!(code(born), Err(fault.to_owned()), "{born}");
        }
    }
}
