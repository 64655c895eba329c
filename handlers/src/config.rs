//! Settings: read once from the environment, all faults reported together.
//!
//! [`Config::settings`] lists what is read; `local.settings.json.example` and a test are derived from it.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use pathfinder_cloud::cache::Bucket;
use pathfinder_domain::limits::Limits;
use url::Url;

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    pub profile: Profile,
    pub data_folder: PathBuf,
    /// What clients reach us by; absolute links in answers start with it.
    pub public_url: Url,
    /// Where signed links to files lead.
    pub blob_url: Url,
    pub font_folder: PathBuf,
    pub log_filter: String,
    pub log_json: bool,
    pub limits: Limits,
    pub rates: Rates,
    pub planner: Planner,
}

/// Which column of the table of adapters is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Everything embedded, with a token issuer of its own.
    Local,
}

/// Calls that one user may make.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    pub reads: Bucket,
    pub writes: Bucket,
    /// Starts of generations and edits.
    pub generations: Bucket,
    pub exports: Bucket,
    /// Planning problems planned, and plans validated, without a trip.
    pub planner_calls: Bucket,
    pub invitations: Bucket,
    /// Refused access tokens, by the client's address.
    pub failed_sign_ins: Bucket,
}

/// How long the planner searches.
#[derive(Debug, Clone, Copy)]
pub struct Planner {
    /// Improvement rounds at most: what makes a plan repeatable.
    pub rounds: u64,
    /// The search ends after this time, whatever the rounds.
    pub time: Duration,
}

/// One setting, as the example file explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub name: &'static str,
    pub default: String,
    pub words: &'static str,
}

/// All that is wrong with the settings, a line each.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    seen: Vec<Setting>,
    faults: Vec<String>,
}

impl Reader<'_> {
    fn get<T: FromStr>(
        &mut self,
        name: &'static str,
        default: &str,
        words: &'static str,
        valid: impl Fn(&T) -> bool,
        rule: &str,
    ) -> Option<T> {
        self.seen.push(Setting { name, default: default.to_owned(), words });
        let text = (self.lookup)(name).filter(|text| !text.trim().is_empty()).unwrap_or_else(|| default.to_owned());
        let value = text.trim().parse::<T>().ok().filter(valid);
        if value.is_none() {
            self.faults.push(format!("{name}: {rule}, not {text:?}"));
        }
        value
    }

    fn number(&mut self, name: &'static str, default: u32, words: &'static str, least: u32, most: u32) -> u32 {
        let rule = format!("a whole number from {least} to {most}");
        self.get(name, &default.to_string(), words, |n: &u32| (least..=most).contains(n), &rule).unwrap_or(default)
    }

    fn size(&mut self, name: &'static str, default: usize, words: &'static str, most: u32) -> usize {
        self.number(name, u32::try_from(default).unwrap_or(most), words, 1, most) as usize
    }

    fn text(&mut self, name: &'static str, default: &str, words: &'static str) -> String {
        self.get(name, default, words, |_: &String| true, "text").unwrap_or_default()
    }

    fn url(&mut self, name: &'static str, default: &str, words: &'static str) -> Option<Url> {
        let fits = |url: &Url| matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
        self.get(name, default, words, fits, "an absolute http or https address without query")
    }

    fn per_minute(&mut self, name: &'static str, default: u32, burst: u32, words: &'static str) -> Bucket {
        let quota = self.number(name, default, words, 1, 1_000_000);
        Bucket { quota, window: Duration::from_secs(60), burst: burst.max(quota / 5).min(quota) }
    }

    fn per_day(&mut self, name: &'static str, default: u32, burst: u32, words: &'static str) -> Bucket {
        let quota = self.number(name, default, words, 1, 1_000_000);
        Bucket { quota, window: Duration::from_secs(24 * 3600), burst: burst.max(quota / 4).min(quota) }
    }
}

impl Config {
    /// Reads the settings of this process.
    ///
    /// # Errors
    /// Every faulty setting with its name and rule.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&|name| std::env::var(name).ok()).map(|(config, _)| config)
    }

    /// What is read, with defaults and explanations.
    pub fn settings() -> Vec<Setting> {
        Self::read(&|_| None).map(|(_, settings)| settings).unwrap_or_default()
    }

    /// Reads settings by a lookup of any kind.
    ///
    /// # Errors
    /// Every faulty setting with its name and rule.
    pub fn read(lookup: &dyn Fn(&str) -> Option<String>) -> Result<(Self, Vec<Setting>), ConfigError> {
        let mut r = Reader { lookup, seen: Vec::new(), faults: Vec::new() };
        let standard = Limits::default();
        r.get(
            "PATHFINDER_PROFILE",
            "local",
            "Which adapters serve: `local` is embedded (SQLite, a folder, own token issuer). Nothing falls back silently: another word stops the start.",
            |profile: &String| profile == "local",
            "`local` (the adapters of the Azure profile are not part of this version)",
        );
        let data_folder = r.text(
            "PATHFINDER_DATA_FOLDER",
            ".pathfinder",
            "Folder of the embedded stores: the SQLite file with its -wal and -shm, `blobs/`, three keys and a lock. Back it up as a whole.",
        );
        let public_url = r.url(
            "PATHFINDER_PUBLIC_URL",
            "http://127.0.0.1:7071",
            "The address by which clients reach the host, without path. Links in answers start with it.",
        );
        let blob_url = r.url("PATHFINDER_BLOB_URL", "http://127.0.0.1:7071/blobs", "Where signed links to files lead.");
        let font_folder = r.text(
            "PATHFINDER_FONT_FOLDER",
            "fonts",
            "Folder of additional fonts for PDFs (other scripts, emoji), relative to the application's root.",
        );
        let log_filter =
            r.text("PATHFINDER_LOG", "info", "What is logged, in the filter language of tracing: `info`, `pathfinder=debug,warn`.");
        let log_json = r
            .get("PATHFINDER_LOG_JSON", "false", "`true` writes each log line as JSON.", |_: &bool| true, "`true` or `false`")
            .unwrap_or(false);
        let limits = Limits {
            members_per_family: r.size("PATHFINDER_MEMBERS_PER_FAMILY", standard.members_per_family, "Members of one family.", 50),
            families_per_user: r.size(
                "PATHFINDER_FAMILIES_PER_USER",
                standard.families_per_user,
                "Families that one user belongs to.",
                100,
            ),
            families_per_trip: r.size("PATHFINDER_FAMILIES_PER_TRIP", standard.families_per_trip, "Families on one trip.", 20),
            trips_per_family: r.size("PATHFINDER_TRIPS_PER_FAMILY", standard.trips_per_family, "Open trips of one family.", 1_000),
            days_per_trip: r.size("PATHFINDER_DAYS_PER_TRIP", standard.days_per_trip, "Dates of one trip.", 60),
            cities_per_trip: r.size("PATHFINDER_CITIES_PER_TRIP", standard.cities_per_trip, "Cities of one trip.", 20),
            days_ahead: i64::from(r.number("PATHFINDER_DAYS_AHEAD", 1095, "A trip starts at most this many days from now.", 1, 3_650)),
            open_invitations: r.size(
                "PATHFINDER_OPEN_INVITATIONS",
                standard.open_invitations,
                "Unanswered invitations of one family, and of one trip.",
                90,
            ),
            invitation_days: i64::from(r.number("PATHFINDER_INVITATION_DAYS", 7, "Days until an invitation expires.", 1, 60)),
            catalog_entries: r.size(
                "PATHFINDER_CATALOG_ENTRIES",
                standard.catalog_entries,
                "Places, restaurants, lodgings and legs, each, in a trip's own catalogue.",
                1_000,
            ),
        };
        let rates = Rates {
            reads: r.per_minute("PATHFINDER_READS_PER_MINUTE", 300, 60, "Reading calls of one user in a minute."),
            writes: r.per_minute("PATHFINDER_WRITES_PER_MINUTE", 60, 30, "Changing calls of one user in a minute."),
            generations: r.per_day("PATHFINDER_GENERATIONS_PER_DAY", 20, 5, "Itineraries that one user may start in a day."),
            exports: r.per_day("PATHFINDER_EXPORTS_PER_DAY", 40, 10, "Exports that one user may start in a day."),
            planner_calls: r.per_day(
                "PATHFINDER_PLANNER_CALLS_PER_DAY",
                100,
                25,
                "Planning problems that one user may have planned, and plans validated, in a day, without a trip.",
            ),
            invitations: r.per_day("PATHFINDER_INVITATIONS_PER_DAY", 20, 10, "Invitations that one user may send in a day."),
            failed_sign_ins: r.per_minute(
                "PATHFINDER_FAILED_SIGN_INS_PER_MINUTE",
                20,
                20,
                "Refused access tokens from one address in a minute; then 429 in place of 401.",
            ),
        };
        let planner = Planner {
            rounds: u64::from(r.number(
                "PATHFINDER_PLAN_ROUNDS",
                3_000,
                "Improvement rounds of the planner: the same problem and rounds give the same plan.",
                1,
                10_000_000,
            )),
            time: Duration::from_millis(u64::from(r.number(
                "PATHFINDER_PLAN_MILLISECONDS",
                5_000,
                "The planner stops after this time, whatever the rounds; up to four times it to find a first plan, or the reason why there is none.",
                10,
                50_000,
            ))),
        };
        match (r.faults.is_empty(), public_url, blob_url) {
            (true, Some(public_url), Some(blob_url)) => {
                let config = Self {
                    profile: Profile::Local,
                    data_folder: data_folder.into(),
                    public_url,
                    blob_url,
                    font_folder: font_folder.into(),
                    log_filter,
                    log_json,
                    limits,
                    rates,
                    planner,
                };
                Ok((config, r.seen))
            }
            _ => Err(ConfigError(r.faults)),
        }
    }

    /// An absolute link to a path of ours, such as `/api/v1/trips`.
    pub fn link(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.public_url.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_burst_is_larger_than_its_quota() {
        let (config, _) = Config::read(&|name| name.contains("_PER_").then(|| "3".to_owned())).unwrap();
        let rates = config.rates;
        for bucket in
            [rates.reads, rates.writes, rates.generations, rates.exports, rates.planner_calls, rates.invitations, rates.failed_sign_ins]
        {
            assert_eq!((bucket.quota, bucket.burst), (3, 3));
        }
    }

    #[test]
    fn a_plan_is_searched_within_its_functions_deadline() {
        let read = |milliseconds: &'static str| {
            Config::read(&move |name| (name == "PATHFINDER_PLAN_MILLISECONDS").then(|| milliseconds.to_owned()))
        };
        let deadline = crate::itineraries::generate::function().deadline();
        let (longest, _) = read("50000").unwrap();
        assert!(longest.planner.time * crate::itineraries::PATIENCE < deadline);
        assert!(read("50001").is_err());
    }

    #[test]
    fn all_faults_are_reported_together_by_name() {
        let lookup = |name: &str| match name {
            "PATHFINDER_PROFILE" => Some("azur".to_owned()),
            "PATHFINDER_PUBLIC_URL" => Some("ftp://x".to_owned()),
            "PATHFINDER_PLAN_ROUNDS" => Some("-1".to_owned()),
            _ => None,
        };
        let ConfigError(faults) = Config::read(&lookup).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(faults[0].starts_with("PATHFINDER_PROFILE") && faults[2].starts_with("PATHFINDER_PLAN_ROUNDS"));
    }
}
