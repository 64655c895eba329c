//! `pathfinder places`: places from elsewhere, in the form of the catalogue.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use chrono_tz::Tz;
use clap::ValueEnum;
use pathfinder_domain::catalogue::overpass::{self, Header};
use pathfinder_domain::catalogue::{Continent, Destination};
use pathfinder_domain::money::Currency;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Turn an Overpass API export (`[out:json]; … out center tags;`) into a destination file for crates/domain/catalogue.
    ///
    /// OpenStreetMap does not know prices: entries come out as free, with the usual prices given here. Read the result before using it.
    Import(Import),
}

#[derive(Debug, clap::Args)]
pub struct Import {
    /// The Overpass JSON export.
    file: PathBuf,
    /// Lower-case letters, digits and dashes: `porto`.
    #[arg(long)]
    slug: String,
    /// Name for people: `Porto`.
    #[arg(long)]
    name: String,
    /// ISO 3166-1 alpha-2: `PT`.
    #[arg(long)]
    country: String,
    #[arg(long)]
    continent: ContinentArgument,
    /// IANA zone: `Europe/Lisbon`.
    #[arg(long)]
    time_zone: Tz,
    /// ISO 4217: `EUR`.
    #[arg(long)]
    currency: String,
    /// South, west, north, east, in degrees: `41.1,-8.7,41.2,-8.5`. Entries outside are left out.
    #[arg(long, allow_hyphen_values = true, value_delimiter = ',', num_args = 4)]
    bounds: Vec<f64>,
    /// A usual main meal for one adult, in the currency.
    #[arg(long)]
    meal_price: String,
    /// A usual family room for one night, in the currency.
    #[arg(long)]
    room_price: String,
    /// One sentence that tells a family why to go.
    #[arg(long, default_value = "")]
    summary: String,
    /// Write the destination here instead of printing it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ContinentArgument {
    Africa,
    Asia,
    Europe,
    NorthAmerica,
    Oceania,
    SouthAmerica,
}

impl From<ContinentArgument> for Continent {
    fn from(continent: ContinentArgument) -> Self {
        match continent {
            ContinentArgument::Africa => Self::Africa,
            ContinentArgument::Asia => Self::Asia,
            ContinentArgument::Europe => Self::Europe,
            ContinentArgument::NorthAmerica => Self::NorthAmerica,
            ContinentArgument::Oceania => Self::Oceania,
            ContinentArgument::SouthAmerica => Self::SouthAmerica,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// When files cannot be read or written, or the export cannot be used.
pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    let Command::Import(arguments) = command;
    import(arguments)
}

fn import(arguments: &Import) -> anyhow::Result<ExitCode> {
    let currency: Currency = arguments.currency.parse().context("--currency")?;
    let [south, west, north, east] = arguments.bounds[..] else { bail!("--bounds takes south,west,north,east") };
    if south >= north || west >= east {
        bail!("--bounds takes south,west,north,east: the south must be below the north, the west left of the east");
    }
    let text = fs::read_to_string(&arguments.file).with_context(|| format!("cannot read {}", arguments.file.display()))?;
    let destination = Destination {
        slug: arguments.slug.clone(),
        name: arguments.name.clone(),
        country: arguments.country.clone(),
        continent: arguments.continent.into(),
        time_zone: arguments.time_zone.to_string(),
        currency,
        checked: String::new(),
        center: [f64::midpoint(south, north), f64::midpoint(west, east)],
        bounds: [south, west, north, east],
        summary: arguments.summary.clone(),
        transit_fare: None,
        taxi_base: None,
        taxi_per_km: None,
        places: Vec::new(),
        restaurants: Vec::new(),
        lodgings: Vec::new(),
    };
    let header = Header { destination, meal_price: arguments.meal_price.clone(), room_price: arguments.room_price.clone() };
    let imported = match overpass::import(&text, header) {
        Ok(imported) => imported,
        Err(faults) => return Ok(super::plan::refuse(&arguments.file, &faults)),
    };
    let json = serde_json::to_string_pretty(&imported.destination)?;
    match &arguments.out {
        Some(file) => fs::write(file, json + "\n").with_context(|| format!("cannot write {}", file.display()))?,
        None => println!("{json}"),
    }
    let (found, skipped) = (&imported.destination, imported.skipped);
    eprintln!("{} places, {} restaurants, {} lodgings", found.places.len(), found.restaurants.len(), found.lodgings.len());
    eprintln!(
        "left out: {} without a name, {} of other kinds, {} elsewhere, {} duplicates; {} opening hours could not be read",
        skipped.unnamed, skipped.other_kinds, skipped.elsewhere, skipped.duplicates, skipped.unreadable_hours
    );
    eprintln!("before using it: fill in entrance fees, and `checked`");
    Ok(ExitCode::SUCCESS)
}
