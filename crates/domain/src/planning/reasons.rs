//! Why a plan is as it is, as plain text for terminals: what each family got and gave up, what was left out, and what was proven.

use super::plan::{Conflict, FamilyReport, Plan};
use super::text::{clean, heading, line, wrap};

/// One block for each family, then everything that was left out, then the proof.
pub fn render(plan: &Plan) -> String {
    let mut text = String::new();
    plan.families.iter().for_each(|family| render_family(&mut text, plan, family));
    heading(&mut text, "Left out, and why");
    if plan.left_out.is_empty() {
        line(&mut text, "  nothing that anybody might have liked");
    }
    plan.left_out.iter().for_each(|left| wrap(&mut text, "  - ", &left.detail));
    let notes = plan.days.iter().flat_map(|day| day.notes.iter().map(move |note| format!("{}: {note}", day.date)));
    notes.for_each(|note| wrap(&mut text, "  - ", &note));
    heading(&mut text, "Proof");
    if plan.proof.is_empty() {
        line(&mut text, "  this plan has not been validated");
    }
    plan.proof.iter().for_each(|proven| wrap(&mut text, "  - ", &format!("{}: {}", proven.rule, proven.detail)));
    text
}

fn render_family(text: &mut String, plan: &Plan, family: &FamilyReport) {
    heading(text, &format!("The {} family: {:.1} % of what it could have had alone", family.name, family.satisfaction));
    let limit = family.budget.map_or(String::new(), |budget| format!(" of at most {budget}"));
    wrap(text, "  pays ", &format!("{}{limit}", family.cost));
    family.highlights.iter().filter_map(|id| plan.item(id)).for_each(|(_, item)| wrap(text, "  * ", &item.name));
    family.met.iter().for_each(|met| wrap(text, "  + ", met));
    family.gave_up.iter().for_each(|lost| wrap(text, "  - ", lost));
}

/// Why there is no plan: each wish of the conflict with its place in the problem, what is proven of them, and what would help.
pub fn render_conflict(conflict: &Conflict) -> String {
    let mut text = String::new();
    let place = |pointer: &str| if pointer.is_empty() { String::new() } else { format!(" ({})", clean(pointer)) };
    match conflict.wishes.as_slice() {
        [only] => wrap(&mut text, "", &format!("There is no plan because {}{}.", only.detail, place(&only.pointer))),
        [] => line(&mut text, "There is no plan."),
        wishes => {
            line(&mut text, "There is no plan. These cannot hold together:");
            wishes.iter().for_each(|wish| wrap(&mut text, "  - ", &format!("{}{}", wish.detail, place(&wish.pointer))));
        }
    }
    if !conflict.remark().is_empty() {
        wrap(&mut text, "", conflict.remark());
    }
    match (conflict.minimal, conflict.wishes.len()) {
        (true, 1) => wrap(&mut text, "", "Without this wish there is one: it was found and checked."),
        (true, _) => wrap(&mut text, "", "Without any one of these wishes the others can be kept: for each a plan was found and checked."),
        (false, 0 | 1) => {}
        (false, _) => wrap(&mut text, "", "It is not proven that all of these are needed for that."),
    }
    if let [first, rest @ ..] = conflict.relaxations.as_slice() {
        line(&mut text, if rest.is_empty() { "This would help:" } else { "Each of these would help:" });
        [first].into_iter().chain(rest).for_each(|help| wrap(&mut text, "  + ", &format!("{}{}", help.detail, place(&help.pointer))));
    }
    text
}
