//! The least that the rest of a trip costs from any day and city on, if cities that nobody requires could be visited again.

use super::NEVER;
use super::stays::{STEPS, Stays};
use super::stops::Stops;

/// What is still due: the set of cuisines in the low bits, required cities above.
pub(super) type Due = usize;

pub(super) struct Bounds {
    /// By stop: its bit among the cities that are due; nothing where it is not followed.
    bits: Vec<Due>,
    room: Room,
    dues: usize,
    /// All dues by the number of cities that they leave.
    dues_left: Vec<Vec<Due>>,
    days: usize,
    stops: usize,
    ways: usize,
    /// `[((others * (days + 1) + day) * (stops + 1) + city) * dues + due]`: before the way to the next city, with so many cities visited that
    /// have no bit. The origin stands after all stops.
    leaving: Vec<i64>,
    /// `[(((others * days + day) * stops + city) * ways + way) * dues + due]`: after the way there, the city counted as visited.
    arrived: Vec<i64>,
}

impl Bounds {
    pub(super) fn of(stops: &Stops<'_>, stays: &Stays<'_>) -> Self {
        let count = stops.list.len();
        let (bits, dues) = bits(stops, stays);
        let followed = bits.iter().filter(|bit| **bit != 0).count();
        let cities: Due = bits.iter().sum();
        let others = if stops.once { stops.most.min(count - followed) } else { stops.most };
        let ways = stays.ways();
        let mut bounds = Self {
            dues_left: dues_left(cities, followed, dues),
            room: Room {
                cities,
                followed,
                days: stops.days,
                shortest: stops.list.iter().map(|stop| stop.min_nights).min().unwrap_or(1).max(1),
            },
            bits,
            dues,
            days: stops.days,
            stops: count,
            ways,
            leaving: vec![NEVER; (others + 1) * (stops.days + 1) * (count + 1) * dues],
            arrived: vec![NEVER; (others + 1) * stops.days * count * ways * dues],
        };
        for visited in (0..=others).filter(|others| (stops.least..=stops.most).contains(&(others + followed))) {
            for city in 0..count {
                let at = bounds.at_leaving(visited, stops.days, Some(city));
                bounds.leaving.iter_mut().skip(at).take(1).for_each(|rest| *rest = 0);
            }
        }
        for day in (0..stops.days).rev() {
            for visited in 0..=others.min(day + 1) {
                (0..count).for_each(|city| bounds.arrive(stops, stays, visited, day, city));
            }
            for visited in 0..=others.min(day) {
                // Only the first day begins at the origin, and it only there.
                let from = if day == 0 { vec![None] } else { (0..count).map(Some).collect() };
                from.into_iter().for_each(|city| bounds.leave(stops, stays, visited, day, city));
            }
        }
        bounds
    }

    /// Everything, at the start.
    pub(super) fn all(&self) -> Due {
        self.dues - 1
    }

    /// What is still due after coming to a city.
    pub(super) fn after(&self, due: Due, city: usize) -> Due {
        due & !self.bits.get(city).copied().unwrap_or(0)
    }

    /// The rest before the way to the next city, after so many cities.
    pub(super) fn leaving(&self, visited: usize, day: usize, city: Option<usize>, due: Due) -> i64 {
        self.others(visited, due).map_or(NEVER, |others| get(&self.leaving, self.at_leaving(others, day, city) + due))
    }

    /// The rest after the way to a city, that one included.
    pub(super) fn arrived(&self, visited: usize, day: usize, city: usize, way: usize, due: Due) -> i64 {
        self.others(visited, due).map_or(NEVER, |others| get(&self.arrived, self.at_arrived(others, day, city, way) + due))
    }

    /// Of the cities visited those without a bit.
    fn others(&self, visited: usize, due: Due) -> Option<usize> {
        visited.checked_sub((self.room.cities & !due).count_ones() as usize)
    }

    fn at_leaving(&self, others: usize, day: usize, city: Option<usize>) -> usize {
        ((others * (self.days + 1) + day) * (self.stops + 1) + city.unwrap_or(self.stops)) * self.dues
    }

    fn at_arrived(&self, others: usize, day: usize, city: usize, way: usize) -> usize {
        (((others * self.days + day) * self.stops + city) * self.ways + way) * self.dues
    }

    fn arrive(&mut self, stops: &Stops<'_>, stays: &Stays<'_>, others: usize, day: usize, city: usize) {
        let here = stays.cuisines_of(city) & stays.cuisines;
        for way in 0..stays.ways_on(city, day) {
            for end in day + 1..=stops.days {
                let costs = stays.costs(city, &(day..end), way);
                // With more cuisines a stay only gets dearer.
                if costs.first().is_none_or(|cost| *cost >= NEVER) {
                    continue;
                }
                let (leaving, arrived) = (self.at_leaving(others, end, Some(city)), self.at_arrived(others, day, city, way));
                let rests = self.leaving.get(leaving..leaving + self.dues).unwrap_or_default();
                let wholes = self.arrived.get_mut(arrived..arrived + self.dues).unwrap_or_default();
                let held = |left: &usize| self.room.after(day, others, *left) && self.room.before(end, others, *left);
                for due in self.dues_left.iter().enumerate().filter(|(left, _)| held(left)).flat_map(|(_, dues)| dues) {
                    let Some(whole) = wholes.get_mut(*due) else { continue };
                    // All subsets of what is due and can be had here, the empty one last.
                    let mut cuisines = due & here;
                    loop {
                        *whole = get(costs, cuisines).saturating_add(get(rests, due & !cuisines)).min(*whole);
                        if cuisines == 0 {
                            break;
                        }
                        cuisines = (cuisines - 1) & due & here;
                    }
                }
            }
        }
    }

    fn leave(&mut self, stops: &Stops<'_>, stays: &Stays<'_>, others: usize, day: usize, city: Option<usize>) {
        for next in (0..self.stops).filter(|next| stops.follows(city, *next)) {
            let bit = self.bits.get(next).copied().unwrap_or(0);
            for ride in stays.rides.to(city, next, day) {
                let arrived = self.at_arrived(others + usize::from(bit == 0), day, next, stays.way(next, day, ride));
                let leaving = self.at_leaving(others, day, city);
                let rests = self.arrived.get(arrived..arrived + self.dues).unwrap_or_default();
                let wholes = self.leaving.get_mut(leaving..leaving + self.dues).unwrap_or_default();
                let held = |left: &usize| self.room.before(day, others, *left);
                for due in self.dues_left.iter().enumerate().filter(|(left, _)| held(left)).flat_map(|(_, dues)| dues) {
                    // A city with a bit is visited once only.
                    if let Some(whole) = wholes.get_mut(*due).filter(|_| due & bit == bit) {
                        *whole = get(rests, due & !bit).saturating_add(ride.cost).min(*whole);
                    }
                }
            }
        }
    }
}

/// Whether the days before and after hold the cities, each for the shortest stay. What has no room is no part of any trip, and most of the
/// tables is not.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// All bits of cities, and how many they are.
    cities: Due,
    followed: usize,
    days: usize,
    /// Days of the shortest stay.
    shortest: usize,
}

impl Room {
    /// Before the way to the next city, with so many cities of those with a bit left.
    fn before(self, day: usize, others: usize, left: usize) -> bool {
        (self.followed - left + others) * self.shortest <= day && left * self.shortest <= self.days - day
    }

    /// After the way there, the city counted as visited.
    fn after(self, day: usize, others: usize, left: usize) -> bool {
        (self.followed - left + others) * self.shortest <= day + self.shortest && (left + 1) * self.shortest <= self.days - day
    }
}

fn dues_left(cities: Due, followed: usize, dues: usize) -> Vec<Vec<Due>> {
    let mut lists = vec![Vec::new(); followed + 1];
    for due in 0..dues {
        if let Some(list) = lists.get_mut((due & cities).count_ones() as usize) {
            list.push(due);
        }
    }
    lists
}

/// A bit for each required city that the tables can follow, by stop, and the number of dues; the search itself heeds all of them.
fn bits(stops: &Stops<'_>, stays: &Stays<'_>) -> (Vec<Due>, usize) {
    let count = stops.list.len();
    let mut bits = vec![0; count];
    let mut dues = stays.sets();
    let subsets = stays.sets().ilog2();
    let required = bits.iter_mut().enumerate().filter(|(stop, _)| stops.once && stops.required & 1 << stop != 0);
    for (followed, (_, bit)) in required.enumerate() {
        let others = stops.most.min(count - followed - 1) + 1;
        let steps = (2 << followed) * 3_usize.saturating_pow(subsets) * others * count * stays.ways().max(1) * stops.days * stops.days / 2;
        if steps > 4 * STEPS {
            break;
        }
        *bit = dues;
        dues *= 2;
    }
    (bits, dues)
}

fn get(table: &[i64], at: usize) -> i64 {
    table.get(at).copied().unwrap_or(NEVER)
}
