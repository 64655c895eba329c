//! Which places and restaurants suit everybody: steps, strollers, ages, diets, and what somebody asked to leave out.

use crate::planning::problem::{Family, Lodging, Place, Problem, Restaurant, Tags};

/// A need that something does not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    pub need: Need,
    /// Index of the family that has the need.
    pub family: usize,
    /// A sentence for people.
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    StepFree,
    Stroller,
    Age,
    Diet,
}

/// Whether everybody can go there. Step-free asks for `wheelchair` = `yes` or `limited`; a stroller for anything but `stroller` = `no`; the
/// youngest must have reached `min_age`.
///
/// # Errors
/// The first need that is not met.
pub fn place(place: &Place, families: &[Family]) -> Result<(), Unmet> {
    for (index, family) in families.iter().enumerate() {
        if family.needs.step_free && !matches!(tag(&place.tags, "wheelchair"), "yes" | "limited" | "designated") {
            let detail = format!("{} has steps or is not known to be step-free, which the {} family needs", place.name, family.name);
            return Err(Unmet { need: Need::StepFree, family: index, detail });
        }
        stroller(&place.name, &place.tags, index, family)?;
        let youngest = family.members.iter().min_by_key(|m| m.age);
        if let (Some(youngest), Ok(min_age)) = (youngest, tag(&place.tags, "min_age").parse::<u8>())
            && youngest.age < min_age
        {
            let detail = format!("{} admits from {min_age} years on, and {} is {}", place.name, youngest.name, youngest.age);
            return Err(Unmet { need: Need::Age, family: index, detail });
        }
    }
    Ok(())
}

/// Whether everybody can eat there: every diet is marked (`yes` or `only`), and the restaurant is not marked `wheelchair` = `no` for a
/// family that needs step-free ways, nor `stroller` = `no` for one with a stroller. Few restaurants are marked for wheelchairs at all, so
/// no mark is no obstacle here.
///
/// # Errors
/// The first need that is not met.
pub fn restaurant(restaurant: &Restaurant, families: &[Family]) -> Result<(), Unmet> {
    for (index, family) in families.iter().enumerate() {
        if family.needs.step_free && tag(&restaurant.tags, "wheelchair") == "no" {
            let detail = format!("{} has steps, and the {} family needs step-free ways", restaurant.name, family.name);
            return Err(Unmet { need: Need::StepFree, family: index, detail });
        }
        stroller(&restaurant.name, &restaurant.tags, index, family)?;
        for diet in &family.needs.diets {
            if !matches!(tag(&restaurant.tags, diet.tag()), "yes" | "only") {
                let detail =
                    format!("{} is not known to serve {} food, which the {} family needs", restaurant.name, diet.label(), family.name);
                return Err(Unmet { need: Need::Diet, family: index, detail });
            }
        }
    }
    Ok(())
}

/// Whether everybody can sleep there: it is not marked `wheelchair` = `no` for a family that needs step-free ways, nor `stroller` = `no` for one
/// with a stroller. As with restaurants, no mark is no obstacle.
///
/// # Errors
/// The first need that is not met.
pub fn lodging(lodging: &Lodging, families: &[Family]) -> Result<(), Unmet> {
    for (index, family) in families.iter().enumerate() {
        if family.needs.step_free && tag(&lodging.tags, "wheelchair") == "no" {
            let detail = format!("{} has steps, and the {} family needs step-free ways", lodging.name, family.name);
            return Err(Unmet { need: Need::StepFree, family: index, detail });
        }
        stroller(&lodging.name, &lodging.tags, index, family)?;
    }
    Ok(())
}

/// Who asked to leave this place or restaurant out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Avoided {
    /// The group threw it out.
    Group,
    /// Index of the family that does not want it.
    Family(usize),
}

/// Whether somebody asked to leave this id out, and who.
pub fn avoided(problem: &Problem, id: &str) -> Option<Avoided> {
    if problem.constraints.excluded.iter().any(|e| e == id) {
        return Some(Avoided::Group);
    }
    problem.families.iter().position(|f| f.must_avoid.iter().any(|a| a == id)).map(Avoided::Family)
}

fn stroller(name: &str, tags: &Tags, index: usize, family: &Family) -> Result<(), Unmet> {
    if family.needs.stroller && tag(tags, "stroller") == "no" {
        let detail = format!("{name} cannot be reached with a stroller, which the {} family brings", family.name);
        return Err(Unmet { need: Need::Stroller, family: index, detail });
    }
    Ok(())
}

fn tag<'a>(tags: &'a Tags, key: &str) -> &'a str {
    tags.get(key).map_or("", String::as_str)
}
