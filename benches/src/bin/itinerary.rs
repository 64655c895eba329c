//! End to end: `itinerary [EXAMPLE] [--runs 10]` measures from an accepted generation to its stored itinerary, through a local host.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use chrono::{Days, Months, NaiveDate};
use clap::Parser;
use pathfinder_benches::api::{Call, Person, text};
use pathfinder_benches::samples::Samples;
use pathfinder_benches::server::{Server, free_port, neighbour};
use serde_json::{Value, json};

/// Between two looks at the operation; what the figure may be too high by.
const LOOK: Duration = Duration::from_millis(2);

/// Plans an example's trip again and again through devhost: HTTP, outbox, queue, planner, validator, store.
#[derive(Debug, Parser)]
struct Arguments {
    #[arg(default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/rome-two-families.json"))]
    example: PathBuf,
    #[arg(long, default_value_t = 10)]
    runs: u32,
    /// A running host in place of one of its own.
    #[arg(long)]
    url: Option<String>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let example: Value =
        serde_json::from_str(&std::fs::read_to_string(&arguments.example).with_context(|| arguments.example.display().to_string())?)?;
    let folder = tempfile::tempdir()?;
    let own = if arguments.url.is_none() { Some(host(folder.path())?) } else { None };
    let base = match &own {
        Some(host) => format!("http://127.0.0.1:{}", host.port),
        None => arguments.url.unwrap_or_default(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let [mut accepted, mut stored] = runtime.block_on(measure(&base, &example, arguments.runs))?;
    println!("POST to 202:         {}", accepted.line());
    println!("accepted to stored:  {}", stored.line());
    Ok(())
}

/// devhost over a staged folder, both in `folder`. Its limits of generations and reads are lifted for the repetitions.
fn host(folder: &Path) -> anyhow::Result<Server> {
    let (stage, data, port) = (folder.join("stage"), folder.join("data"), free_port()?);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/stage");
    let staged = Command::new(script).arg(neighbour("pathfinder")?).arg(&stage).status()?;
    ensure!(staged.success(), "scripts/stage: {staged}");
    let mut command = Command::new(neighbour("devhost")?);
    command.arg("start").arg("--root").arg(&stage).arg("--data").arg(&data).arg("--port").arg(port.to_string());
    command.envs([("PATHFINDER_GENERATIONS_PER_DAY", "1000"), ("PATHFINDER_READS_PER_MINUTE", "1000000")]);
    Server::start(command, port, "/api/health/live")
}

async fn measure(base: &str, example: &Value, runs: u32) -> anyhow::Result<[Samples; 2]> {
    let (organiser, trip) = gather(base, example).await?;
    let (mut accepted, mut stored) = (Samples::default(), Samples::default());
    for _ in 0..runs {
        let began = Instant::now();
        let operation = text(&organiser.make(Call::post(format!("trips/{trip}/itineraries"), json!({}))).await?, "id")?;
        accepted.add(began.elapsed());
        let began = Instant::now();
        loop {
            let seen = organiser.make(Call::get(format!("trips/{trip}/operations/{operation}"))).await?;
            match seen["status"].as_str() {
                Some("Succeeded") => break,
                Some("NotStarted" | "Running") => tokio::time::sleep(LOOK).await,
                _ => anyhow::bail!("the generation failed: {seen}"),
            }
        }
        stored.add(began.elapsed());
    }
    Ok([accepted, stored])
}

/// The example's families on its trip, each with its wishes; the organiser and the trip's id.
async fn gather(base: &str, example: &Value) -> anyhow::Result<(Person, String)> {
    let client = reqwest::Client::builder().tcp_nodelay(true).build()?;
    #[expect(clippy::disallowed_methods, reason = "a measuring program lives in real time")]
    let first = chrono::Utc::now().date_naive() + Days::new(90);
    let mut organiser: Option<(Person, String)> = None;
    for family in example["families"].as_array().context("an example has families")? {
        let name = text(&family["founder"], "name")?;
        let person = Person::sign_in(&client, base, &name).await?;
        let form = json!({ "name": family["name"], "myName": name, "myBirthMonth": born(&family["founder"], first) });
        let id = text(&person.make(Call::post("families", form)).await?, "id")?;
        for member in family["members"].as_array().into_iter().flatten() {
            let role = if member["age"].as_u64() < Some(16) { "child" } else { "adult" };
            let form = json!({ "name": member["name"], "role": role, "born": born(member, first) });
            person.make(Call::post(format!("families/{id}/members"), form)).await?;
        }
        let trip = match &organiser {
            None => {
                let trip =
                    text(&person.make(Call::post("trips", json!({ "family": id, "trip": trip_form(example, first) }))).await?, "id")?;
                organiser = Some((person.clone(), trip.clone()));
                trip
            }
            Some((host, trip)) => {
                let token = text(&host.make(Call::post(format!("trips/{trip}/invitations"), json!({}))).await?, "token")?;
                person.make(Call::post("invitations/accept", json!({ "token": token, "family": id }))).await?;
                trip.clone()
            }
        };
        person.replace(&format!("trips/{trip}/families/{id}/wishes"), family["wishes"].clone()).await?;
    }
    organiser.context("an example has a family")
}

/// The trip as `POST /trips` takes it: dates in place of the example's rule for them.
fn trip_form(example: &Value, first: NaiveDate) -> Value {
    let mut form = example["trip"].clone();
    let days = form["days"].as_u64().unwrap_or(7);
    if let Value::Object(fields) = &mut form {
        fields.remove("startsOn");
        fields.remove("days");
        fields.insert("firstDay".to_owned(), json!(first));
        fields.insert("lastDay".to_owned(), json!(first + Days::new(days.saturating_sub(1))));
    }
    form
}

/// The month of birth of somebody of this age on the first day.
fn born(person: &Value, first: NaiveDate) -> String {
    let age = u32::try_from(person["age"].as_u64().unwrap_or(40)).unwrap_or(40);
    (first - Months::new(12 * age + 6)).format("%Y-%m").to_string()
}
