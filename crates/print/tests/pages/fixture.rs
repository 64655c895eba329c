//! Trips to print, built in code: real places of Rome, Florence and Venice, two families, consistent sums.

use chrono::{DateTime, Days, NaiveDate, Utc};
use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::geo::Point;
use pathfinder_domain::money::{Currency, Money};
use pathfinder_domain::planning::plan::{
    Activity, Base, Costs, FamilyReport, Item, LeftOut, LeftOutReason, Meeting, Party, Plan, PlannedDay, PlannedLeg, ProvenRule, Share,
    Split, Stay, Way,
};
use pathfinder_domain::planning::problem::{LegMode, Meal, Mode};
use pathfinder_print::{FamilyFacts, ItineraryDocument, Paper, TripFacts};

type Stop = (&'static str, f64, f64, Category, i64, u32);
type Table = (&'static str, f64, f64, i64);

struct City {
    id: &'static str,
    name: &'static str,
    hotel: (&'static str, f64, f64, i64),
    visits: &'static [Stop],
    tables: &'static [Table],
}

const ROME: City = City {
    id: "rome",
    name: "Rome",
    hotel: ("Residenza Monti", 41.8945, 12.4936, 21_000),
    visits: &[
        ("Colosseum", 41.8902, 12.4922, Category::History, 4_800, 120),
        ("Roman Forum", 41.8925, 12.4853, Category::History, 0, 90),
        ("Capitoline Museums", 41.8930, 12.4828, Category::Art, 5_400, 90),
        ("Vatican Museums", 41.9065, 12.4536, Category::Art, 9_600, 150),
        ("St. Peter's Basilica", 41.9022, 12.4539, Category::Religious, 0, 60),
        ("Castel Sant'Angelo", 41.9031, 12.4663, Category::History, 4_200, 75),
        ("Villa Borghese and its rowing lake", 41.9142, 12.4922, Category::Park, 1_800, 120),
        ("Bioparco di Roma", 41.9175, 12.4867, Category::Animals, 8_400, 150),
        ("Explora, the children's museum", 41.9183, 12.4734, Category::Science, 5_600, 105),
        ("Trevi Fountain", 41.9009, 12.4833, Category::Viewpoint, 0, 30),
        ("Pantheon", 41.8986, 12.4769, Category::History, 1_500, 45),
        ("Piazza Navona", 41.8992, 12.4731, Category::Neighbourhood, 0, 45),
        ("Ostia Antica", 41.7558, 12.2917, Category::History, 5_600, 150),
        ("Lido di Ostia", 41.7323, 12.2795, Category::Beach, 0, 150),
        ("Trastevere", 41.8897, 12.4694, Category::Neighbourhood, 0, 75),
        ("Gianicolo puppet theatre", 41.8917, 12.4614, Category::Show, 2_800, 45),
        ("Campo de' Fiori market", 41.8956, 12.4722, Category::Market, 0, 45),
        ("Appian Way by bicycle", 41.8553, 12.5160, Category::Sport, 6_000, 150),
        ("Catacombs of San Callisto", 41.8586, 12.5110, Category::History, 4_000, 60),
    ],
    tables: &[
        ("Trattoria Luzzi", 41.8889, 12.4972, 7_800),
        ("Pizzarium Bonci", 41.9074, 12.4466, 5_200),
        ("Da Enzo al 29", 41.8880, 12.4777, 9_600),
        ("La Carbonara", 41.8951, 12.4935, 8_700),
        ("Mercato Testaccio", 41.8773, 12.4735, 5_900),
    ],
};

const FLORENCE: City = City {
    id: "florence",
    name: "Florence",
    hotel: ("Casa Santo Spirito", 43.7666, 11.2480, 18_500),
    visits: &[
        ("Uffizi Gallery", 43.7678, 11.2553, Category::Art, 7_200, 120),
        ("Ponte Vecchio", 43.7680, 11.2531, Category::Viewpoint, 0, 30),
        ("Boboli Gardens", 43.7625, 11.2484, Category::Park, 4_000, 105),
        ("Cathedral and dome", 43.7731, 11.2560, Category::Religious, 9_000, 90),
        ("Museo Galileo", 43.7677, 11.2560, Category::Science, 5_200, 90),
        ("Piazzale Michelangelo", 43.7629, 11.2650, Category::Viewpoint, 0, 45),
    ],
    tables: &[("Trattoria Sabatino", 43.7690, 11.2397, 6_400), ("Mercato Centrale", 43.7765, 11.2531, 5_800)],
};

const VENICE: City = City {
    id: "venice",
    name: "Venice",
    hotel: ("Locanda ai Santi Apostoli", 45.4404, 12.3370, 24_000),
    visits: &[
        ("St Mark's Square", 45.4341, 12.3388, Category::Neighbourhood, 0, 45),
        ("Doge's Palace", 45.4337, 12.3405, Category::History, 8_800, 105),
        ("Murano glass workshops", 45.4588, 12.3525, Category::Show, 3_200, 120),
        ("Rialto market", 45.4393, 12.3344, Category::Market, 0, 45),
        ("Lido beach", 45.4136, 12.3700, Category::Beach, 0, 150),
    ],
    tables: &[("Osteria al Portego", 45.4382, 12.3392, 8_200), ("Trattoria alla Madonna", 45.4385, 12.3347, 9_400)],
};

const FAMILIES: [(&str, &str, u32); 2] = [("ito", "Ito", 4), ("garcia", "García Moreno", 3)];

pub(crate) fn eur(minor: i64) -> Money {
    Money::new(minor, currency())
}

pub(crate) fn currency() -> Currency {
    "EUR".parse().expect("a constant of the fixture")
}

pub(crate) fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a constant of the fixture")
}

pub(crate) fn made_at() -> DateTime<Utc> {
    date(2026, 3, 2).and_hms_opt(10, 30, 0).expect("a constant of the fixture").and_utc()
}

/// Four sevenths for the first family, the rest for the second.
fn shares(cost: Money) -> Vec<Share> {
    let first = cost.minor * 4 / 7;
    let share = |(index, (id, ..)): (usize, &(&str, &str, u32))| Share {
        family: (*id).to_owned(),
        amount: eur(if index == 0 { first } else { cost.minor - first }),
    };
    FAMILIES.iter().enumerate().map(share).collect()
}

fn way(from: Point, to: Point) -> Way {
    let metres = (from.metres_to(to) * 1.3) as u32;
    let (mode, minutes, cost) = match metres {
        0..1_700 => (Mode::Walk, metres.div_ceil(70), 0),
        1_700..7_000 => (Mode::Transit, 8 + metres.div_ceil(300), 750),
        _ => (Mode::Taxi, 6 + metres.div_ceil(550), 300 + i64::from(metres) / 8),
    };
    Way { mode, seconds: 60 * minutes, metres, cost: eur(cost), shares: shares(eur(cost)) }
}

struct Clock {
    minute: u32,
    here: Point,
}

impl Clock {
    fn item(&mut self, id: String, activity: Activity, name: &str, location: Point, minutes: u32, cost: i64) -> Item {
        let way = way(self.here, location);
        let start = self.minute + if way.metres == 0 { 0 } else { way.minutes() };
        let way = (way.metres > 0).then_some(way);
        (self.minute, self.here) = ((start + minutes).div_ceil(5) * 5, location);
        Item {
            id,
            activity,
            name: name.to_owned(),
            location,
            start: ClockTime::hm(0, start.min(1440)),
            end: ClockTime::hm(0, self.minute.min(1440)),
            way,
            cost: eur(cost),
            shares: shares(eur(cost)),
            locked: false,
            notes: Vec::new(),
        }
    }
}

fn day(city: &City, date: NaiveDate, nth: usize, leg: Option<PlannedLeg>) -> PlannedDay {
    let (hotel, lat, lon, _) = city.hotel;
    let base = Base { id: format!("hotel-{}", city.id), name: hotel.to_owned(), location: Point::new(lat, lon) };
    let start = leg.as_ref().map_or(9 * 60, |leg| leg.arrives.seconds() / 60 + 30);
    let mut clock = Clock { minute: start, here: base.location };
    let visit = |clock: &mut Clock, offset: usize| {
        let index = (nth * 3 + offset) % city.visits.len();
        let (name, lat, lon, category, fee, minutes) = city.visits[index];
        let activity = Activity::Visit { place: format!("{}-{index}", city.id), category };
        clock.item(format!("visit-{}-{index}-{date}", city.id), activity, name, Point::new(lat, lon), minutes, fee)
    };
    let meal = |clock: &mut Clock, meal: Meal, offset: usize| {
        let (name, lat, lon, price) = city.tables[(nth + offset) % city.tables.len()];
        let activity = Activity::Meal { meal, restaurant: format!("table-{name}") };
        let minutes = if meal == Meal::Lunch { 60 } else { 75 };
        clock.item(format!("{}-{date}", meal.label()), activity, name, Point::new(lat, lon), minutes, price)
    };
    let mut items = vec![visit(&mut clock, 0)];
    items.push(meal(&mut clock, Meal::Lunch, 0));
    if nth.is_multiple_of(2) {
        items.push(clock.item(format!("rest-{date}"), Activity::Rest, "Nap at the lodging", base.location, 75, 0));
    }
    items.push(visit(&mut clock, 1));
    if !nth.is_multiple_of(3) {
        items.push(visit(&mut clock, 2));
    }
    clock.minute = clock.minute.max(17 * 60 + 40);
    items.push(meal(&mut clock, Meal::Dinner, 2));
    if nth == 0 {
        items[0].locked = true;
        items[0].notes = vec!["Tickets are booked for 09:30; bring the children's passports.".to_owned(), "stroller: limited".to_owned()];
    }
    let way_back = Some(way(clock.here, base.location));
    let ways = items.iter().filter_map(|item| item.way.as_ref()).chain(&way_back);
    let walk_minutes = ways.clone().filter(|way| way.mode == Mode::Walk).map(Way::minutes).sum();
    let cost = items.iter().map(|item| item.cost.minor).sum::<i64>()
        + ways.map(|way| way.cost.minor).sum::<i64>()
        + leg.as_ref().map_or(0, |leg| leg.cost.minor);
    PlannedDay {
        date,
        city: city.id.to_owned(),
        city_name: city.name.to_owned(),
        time_zone: "Europe/Rome".to_owned(),
        base,
        starts_at: None,
        ends_at: None,
        leg,
        departure: None,
        items,
        way_back,
        splits: Vec::new(),
        spare: None,
        walk_minutes,
        cost: eur(cost),
        notes: Vec::new(),
    }
}

fn plan_of(cities: &[(&City, usize)], first: NaiveDate) -> Plan {
    let (mut days, mut stays): (Vec<PlannedDay>, Vec<Stay>) = (Vec::new(), Vec::new());
    let total: usize = cities.iter().map(|(_, days)| days).sum();
    for (position, (city, count)) in cities.iter().enumerate() {
        let check_in = first.checked_add_days(Days::new(days.len() as u64)).expect("a constant of the fixture");
        let nights = if days.len() + count == total { count.saturating_sub(1) } else { *count };
        for nth in 0..*count {
            let date = first.checked_add_days(Days::new(days.len() as u64)).expect("a constant of the fixture");
            let leg = (nth == 0 && position > 0).then(|| {
                let from = cities[position - 1].0;
                PlannedLeg {
                    id: format!("{}-{}", from.id, city.id),
                    from: from.id.to_owned(),
                    from_name: from.name.to_owned(),
                    to: city.id.to_owned(),
                    to_name: city.name.to_owned(),
                    mode: LegMode::Train,
                    departs: ClockTime::hm(8, 35),
                    arrives: ClockTime::hm(10, 14),
                    cost: eur(21_300),
                    shares: shares(eur(21_300)),
                }
            });
            days.push(day(city, date, nth, leg));
        }
        if nights > 0 {
            let (name, lat, lon, price) = city.hotel;
            let cost = eur(price * 2 * nights as i64);
            stays.push(Stay {
                id: format!("stay-hotel-{}-{check_in}", city.id),
                lodging: format!("hotel-{}", city.id),
                name: name.to_owned(),
                city: city.id.to_owned(),
                city_name: city.name.to_owned(),
                location: Point::new(lat, lon),
                check_in,
                check_out: check_in.checked_add_days(Days::new(nights as u64)).expect("a constant of the fixture"),
                nights: nights as u32,
                rooms: 2,
                cost,
                shares: shares(cost),
                locked: position == 0,
            });
        }
    }
    finish(days, stays)
}

fn finish(days: Vec<PlannedDay>, stays: Vec<Stay>) -> Plan {
    let items = || days.iter().flat_map(|day| &day.items);
    let meals: i64 = items().filter(|item| matches!(item.activity, Activity::Meal { .. })).map(|item| item.cost.minor).sum();
    let visits = items().map(|item| item.cost.minor).sum::<i64>() - meals;
    let travel = days
        .iter()
        .flat_map(|day| day.items.iter().filter_map(|item| item.way.as_ref()).chain(&day.way_back))
        .map(|way| way.cost.minor)
        .sum();
    let legs = days.iter().flat_map(|day| day.leg.iter().chain(&day.departure)).map(|leg| leg.cost.minor).sum();
    let lodging: i64 = stays.iter().map(|stay| stay.cost.minor).sum();
    let total: i64 = meals + visits + travel + legs + lodging;
    let highlights: Vec<String> =
        items().filter(|item| matches!(item.activity, Activity::Visit { .. })).map(|item| item.id.clone()).collect();
    let report = |(index, (id, name, members)): (usize, &(&str, &str, u32))| FamilyReport {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        members: *members,
        satisfaction: [87.4, 71.0][index],
        cost: shares(eur(total))[index].amount,
        budget: Some(eur([total * 2 / 3, total * 2 / 5][index])),
        highlights: highlights.iter().skip(index).step_by(2).take(6).cloned().collect(),
        met: [
            vec![
                "sees the Colosseum".to_owned(),
                "vegetarian food at every meal".to_owned(),
                "a nap for Mia on four days".to_owned(),
                "back by 20:30 every evening".to_owned(),
            ],
            vec!["an afternoon at the beach".to_owned(), "step-free ways everywhere".to_owned()],
        ][index]
            .clone(),
        gave_up: [
            vec!["no second day at the zoo: the days are full of what both families like".to_owned()],
            vec![
                "no Borghese Gallery: closed on Monday, sold out otherwise".to_owned(),
                "no opera: it ends after Mia's bedtime".to_owned(),
            ],
        ][index]
            .clone(),
    };
    let left_out = |(name, reason, detail): (&str, LeftOutReason, &str)| LeftOut {
        id: name.to_lowercase(),
        name: name.to_owned(),
        reason,
        detail: detail.to_owned(),
    };
    Plan {
        version: pathfinder_domain::planning::plan::VERSION,
        title: "Two families in Rome".to_owned(),
        currency: currency(),
        seed: 7,
        families: FAMILIES.iter().enumerate().map(report).collect(),
        days,
        stays,
        left_out: [
            ("Borghese Gallery", LeftOutReason::Closed, "Closed on Monday, the only day with two free hours in that part of the city."),
            ("Zoomarine", LeftOutReason::Distance, "75 minutes each way; the longest way that the group accepts is 45."),
            ("Domus Aurea", LeftOutReason::Need, "Steps only, and the Ito family brings a stroller."),
            ("Opera at the Baths of Caracalla", LeftOutReason::Time, "Ends at 23:15, after everybody's bedtime."),
            ("Cinecittà World", LeftOutReason::Cost, "168.00 EUR for both families would break the Garcías' budget."),
        ]
        .map(left_out)
        .to_vec(),
        costs: Costs {
            visits: eur(visits),
            meals: eur(meals),
            lodging: eur(lodging),
            travel: eur(travel),
            legs: eur(legs),
            total: eur(total),
        },
        proof: [
            ("opening-hours", "31 visits and meals lie inside the opening hours of their dates"),
            ("overlap", "nothing overlaps, and every way has its time"),
            ("budget", "the trip and each family stay within their budgets"),
            ("needs", "no place with steps for the stroller; vegetarian food at every meal"),
            ("nap", "the nap from 13:00 to 15:00 is kept on every day that has one"),
            ("walking", "no single walk is longer than 25 minutes"),
            ("lodging", "every night has a bed for everybody"),
        ]
        .map(|(rule, detail)| ProvenRule { rule: rule.to_owned(), detail: detail.to_owned() })
        .to_vec(),
    }
}

/// `days` in Rome from 11 May 2026, a Monday.
pub(crate) fn rome(days: usize) -> Plan {
    plan_of(&[(&ROME, days)], date(2026, 5, 11))
}

/// Rome, Florence and Venice by train.
pub(crate) fn italy() -> Plan {
    plan_of(&[(&ROME, 4), (&FLORENCE, 3), (&VENICE, 3)], date(2026, 5, 11))
}

/// Two days whose names come in many scripts and lengths.
pub(crate) fn scripts() -> Plan {
    let names = [
        "كولوسيوم روما (٦)",
        "מוזיאון הוותיקן – כניסה 3",
        "東京タワーと浅草寺",
        "Музей космонавтики",
        "Αρχαιολογικό Μουσείο",
        "พิพิธภัณฑ์เด็ก",
        "बाल संग्रहालय",
        "한국 어린이 박물관",
        "Gelateria 🍦🎢👨‍👩‍👧‍👦 <b>#1</b>",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenmuseum",
    ];
    let mut plan = rome(2);
    for (item, name) in plan.days.iter_mut().flat_map(|day| &mut day.items).zip(names) {
        item.name = name.to_owned();
        item.notes = vec![format!("Note: {name}")];
    }
    let long = "A very long remark that goes on and on because somebody pasted a whole page into it. ".repeat(20);
    plan.days[0].items[1].name = "The Very Long Name of a Restaurant That Somebody Copied With Its Address, Via dei Serpenti 12, 00184 Roma, Italia, near the Colosseum".to_owned();
    plan.days[1].items[0].notes = vec![long.clone(), "W".repeat(400)];
    plan.families[0].met.push(long);
    plan
}

pub(crate) fn facts(plan: &Plan) -> TripFacts {
    let first = plan.days.first().map_or(date(2026, 5, 11), |day| day.date);
    TripFacts {
        title: "Two families in Italy".to_owned(),
        destination: plan.days.first().map_or_else(String::new, |day| day.city_name.clone()),
        first_day: first,
        last_day: plan.days.last().map_or(first, |day| day.date),
        families: vec![
            FamilyFacts {
                id: "ito".to_owned(),
                name: "Ito".to_owned(),
                people: ["Yuki", "Haruto", "Mia (6)", "Sora (2)"].map(str::to_owned).to_vec(),
                wishes: ["Colosseum", "animals", "vegetarian food", "a nap at noon"].map(str::to_owned).to_vec(),
            },
            FamilyFacts {
                id: "garcia".to_owned(),
                name: "García Moreno".to_owned(),
                people: ["Elena", "Marcos", "Lucía (11)"].map(str::to_owned).to_vec(),
                wishes: ["the sea", "art", "no steps"].map(str::to_owned).to_vec(),
            },
        ],
        version: 3,
        budget: Some(eur(plan.costs.total.minor / 100_000 * 100_000 + 100_000)),
        notes: vec!["Tickets for the Colosseum are booked; everything else is still open.".to_owned()],
    }
}

pub(crate) fn document(plan: &Plan) -> ItineraryDocument<'_> {
    ItineraryDocument { trip: facts(plan), plan, made_at: made_at(), paper: Paper::A4 }
}

/// Two days of Rome from the station and home to Berlin; on the first the families part: the last visit is one party's alone, the other has
/// time of its own, and all meet at dinner.
pub fn apart() -> Plan {
    let mut plan = rome(2);
    let families: Vec<String> = plan.families.iter().map(|family| family.id.clone()).collect();
    let share = Share { family: families[0].clone(), amount: eur(30_000) };
    let station = Base { id: "termini".to_owned(), name: "Roma Termini".to_owned(), location: Point { lat: 41.9010, lon: 12.5018 } };
    let day = &mut plan.days[0];
    day.starts_at = Some(station.clone());
    let dinner = day.items.len() - 1;
    let visit = day.items.remove(dinner - 1);
    let (before, after) = (day.items[dinner - 2].clone(), &mut day.items[dinner - 1]);
    let way_back = after.way.take();
    day.splits = vec![Split {
        id: format!("split-{}", day.date),
        name: "Afternoon apart, 11 May".to_owned(),
        from: before.end,
        until: after.start,
        begins: Meeting { item: Some(before.id.clone()), name: before.name.clone(), location: before.location },
        meets: Meeting { item: Some(after.id.clone()), name: after.name.clone(), location: after.location },
        parties: vec![
            Party { families: families[..1].to_vec(), items: vec![visit], way_back: way_back.clone() },
            Party { families: families[1..].to_vec(), items: Vec::new(), way_back },
        ],
    }];
    let last = &mut plan.days[1];
    last.ends_at = Some(station);
    last.cost = Money::new(last.cost.minor + 30_000, last.cost.currency);
    last.departure = Some(PlannedLeg {
        id: "home".to_owned(),
        from: "rome".to_owned(),
        from_name: "Rome".to_owned(),
        to: "berlin".to_owned(),
        to_name: "Berlin".to_owned(),
        mode: LegMode::Train,
        departs: ClockTime::hm(21, 30),
        arrives: ClockTime::hm(23, 45),
        cost: eur(30_000),
        shares: vec![share],
    });
    plan
}
