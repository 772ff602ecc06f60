"""What the views of the losses do, the tag panel, and the exit interview."""

from typing import Final

from metrics.words import N_
from tui.commands.command import Command

LOSSES: Final[tuple[Command, ...]] = (
    # -- losses -------------------------------------------------------------------------------------------
    Command(
        "views", "views.next", "tab", "view(1)", N_("Next view"),
        N_("The queue, the reasons, the lessons, what is not a loss, when they leave: one after the other."), 7,
    ),
    Command("views", "views.back", "shift+tab", "view(-1)", N_("View before"), N_("The view before.")),
    Command("losses", "tag", "t", "tag", N_("Tag"), N_("Say why this customer left: a reason's key, then Enter."), 2),
    Command(
        "losses", "undo", "u", "undo", N_("Undo"),
        N_("Take back the newest change of a tag; again: the one before."), 3,
    ),
    Command("losses", "redo", "U", "redo", N_("Redo"), N_("Bring back what was undone.")),
    Command(
        "losses", "losses.mark", "space", "mark", N_("Mark"), N_("Mark several losses, to tag them at once.")
    ),
    Command(
        "losses", "losses.interview", "i", "interview", N_("Interview"),
        N_("The exit interview: the form to send, the answers."),
    ),
    Command(
        "losses", "losses.link", "equals_sign", "link", N_("Not a loss"),
        N_("Another account continues this customer: one customer from then on."),
    ),
    Command(
        "losses", "losses.history", "H", "history", N_("History"),
        N_("Who changed what in the tag of this loss, and when."),
    ),
    Command("losses", "losses.search", "slash", "search", N_("Search"), N_("Narrow the list as you type."), 4),
    Command(
        "losses", "losses.filter", "f", "filter", N_("Filter"),
        N_("Keep the untagged, a period, segment, owner, reason or way of knowing; one more narrows on."), 5,
    ),
    Command(
        "losses", "losses.sort", "s", "sort", N_("Sort"),
        N_("Sort by the column of the cursor; again: the other way."),
    ),
    # -- reasons ------------------------------------------------------------------------------------------
    Command(
        "reasons", "reasons.sheet", "x", "sheet", N_("Table"),
        N_("By reason, avoidable or not, what they say against what we found."), 2,
    ),
    Command(
        "reasons", "reasons.whose", "w", "whose", N_("Whose"),
        N_("Reasons as we see them, as they say, or in their own words."), 3,
    ),
    Command(
        "reasons", "reasons.by", "b", "group", N_("Group"),
        N_("By period, segment, owner, plan, tenure, or any column."), 4,
    ),
    Command(
        "reasons", "reasons.every", "p", "every", N_("Period"),
        N_("Months, quarters, half-years or years, for the trend and the groups."), 5,
    ),
    Command(
        "reasons", "reasons.edit", "E", "edit", N_("Edit"),
        N_("The list of reasons: add, word anew, regroup, retire; past answers stay."), 6,
    ),
    Command("editor", "editor.add", "a", "add", N_("Add"), N_("A further reason, or a part of one."), 1),
    Command(
        "editor", "editor.rename", "r", "rename", N_("Word anew"),
        N_("Another title from now on; old answers keep the old one."), 2,
    ),
    Command("editor", "editor.group", "b", "group", N_("Group"), N_("The reason or group that it is a part of."), 3),
    Command(
        "editor", "editor.avoidable", "v", "avoidable", N_("Avoidable"),
        N_("Whether such a loss is avoidable as a rule: yes, no, unclear."), 4,
    ),
    Command("editor", "editor.retire", "x", "retire", N_("Retire"), N_("Offer it no more; it stays readable."), 5),
    # -- not a loss -----------------------------------------------------------------------------------------
    Command(
        "not_a_loss", "not_a_loss.confirm", "equals_sign", "confirm", N_("Not a loss"),
        N_("Link the accounts of the line, or of all marked lines: one customer, in every figure."), 2,
    ),
    Command("not_a_loss", "not_a_loss.mark", "space", "mark", N_("Mark"), N_("Mark several lines."), 3),
    Command(
        "not_a_loss", "not_a_loss.undo", "u", "undo", N_("Undo"),
        N_("Take back the newest link made here, else that of the line."), 4,
    ),
    Command("not_a_loss", "not_a_loss.redo", "U", "redo", N_("Redo"), N_("Link again what was taken back.")),
    # -- when they leave ------------------------------------------------------------------------------------
    Command(
        "when", "when.sheet", "x", "sheet", N_("Table"),
        N_("By calendar month, by month of tenure, where they stay longest, the changes decided."), 2,
    ),
    Command("when", "when.by", "b", "group", N_("Group"), N_("By segment, plan, owner, or any column."), 3),
    Command(
        "when", "when.decide", "m", "decide", N_("Change"),
        N_("Write down a change decided; it draws a line in every chart of losses."), 4,
    ),
    Command(
        "when", "when.undo", "u", "undo", N_("Take back"), N_("Take back the change of the line, else the newest."), 5
    ),
    # -- the exit interview -----------------------------------------------------------------------------------
    Command("interview", "interview.down", "down,j", "step(1)", N_("Next"), N_("The next question."), 2),
    Command("interview", "interview.up", "up,k", "step(-1)", N_("Before"), N_("The question before.")),
    Command("interview", "interview.answer", "enter", "answer", N_("Answer"), N_("Type the answer."), 1),
    Command(
        "interview", "interview.sent", "s", "sent", N_("Sent"), N_("The form went out: asked, no answer yet."), 3
    ),
    Command("interview", "interview.print", "e", "print", N_("Write form"), N_("The form as Markdown, to send."), 4),
    Command("interview", "interview.undo", "u", "undo", N_("Undo"), N_("Take back the newest answer."), 5),
    # -- the tag panel --------------------------------------------------------------------------------------
    Command("tag", "tag.save", "enter", "save", N_("Save, next"), N_("Store the tag and go to the next loss."), 1),
    Command("tag", "tag.avoidable", "a", "turn('avoidable')", N_("Avoidable"), N_("Yes, no, unclear."), 2),
    Command(
        "tag", "tag.evidence", "e", "turn('evidence')", N_("Evidence"),
        N_("Asked and answered, asked and silent, not asked, inferred."), 3,
    ),
    Command(
        "tag", "tag.stated", "S", "aim('stated')", N_("Stated"),
        N_("The next key is the reason that the customer gave."), 4,
    ),
    Command(
        "tag", "tag.further", "plus", "aim('reasons')", N_("Further"),
        N_("The next key is a further reason; again takes it away."), 5,
    ),
    Command(
        "tag", "tag.signals", "s", "signals", N_("Signals"), N_("Which signals had been there to see before the loss.")
    ),
    Command("tag", "tag.history", "H", "history", N_("History"), N_("Who changed what in this tag, and when.")),
    Command("tag", "tag.competitor", "c", "write('competitor')", N_("Competitor"), N_("Who they went to.")),
    Command("tag", "tag.lesson", "m", "write('lesson')", N_("Lesson"), N_("What should change.")),
    Command("tag", "tag.note", "n", "write('note')", N_("Note"), N_("Anything else worth keeping.")),
    Command(
        "tag", "tag.field", "tab", "field(1)", N_("Next field"),
        N_("The next field; a written one is typed there."),
    ),
    Command("tag", "tag.field_back", "shift+tab", "field(-1)", N_("Field before"), N_("The field before.")),
    Command(
        "tag", "tag.down", "down,j,right_square_bracket", "walk(1)", N_("Next loss"),
        N_("The next loss, storing nothing."),
    ),
    Command(
        "tag", "tag.up", "up,k,left_square_bracket", "walk(-1)", N_("Loss before"),
        N_("The loss before, storing nothing."),
    ),
    Command("tag", "tag.undo", "u", "undo", N_("Undo"), N_("Take back the newest change of this loss's tag.")),
    Command("tag", "tag.redo", "U", "redo", N_("Redo"), N_("Bring back what was undone.")),
    # -- lessons --------------------------------------------------------------------------------------------
    Command(
        "lessons", "lessons.days", "m", "days", N_("Days"), N_("As it stood 30, 60 or 90 days before the loss."), 2
    ),
    Command(
        "lessons", "lessons.write", "n", "write", N_("Write"),
        N_("Write down what was learned; it is dated, and held against what comes after."), 3,
    ),
    Command(
        "lessons", "lessons.undo", "u", "undo", N_("Take back"), N_("Take back the newest lesson that you wrote."), 4
    ),
)  # fmt: skip
