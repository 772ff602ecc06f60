"""What is said of the book, and of the disk that it lies on."""

from collections.abc import Mapping
from typing import Final

from metrics.words import N_

BOOK: Final[Mapping[str, str]] = {
    "file_missing": N_("There is no file “{file}”; check the name."),
    "no_permission": N_("“{file}” may not be read or written by this user; ask for permission or take another place."),
    "is_a_folder": N_("“{file}” is a folder; name a file."),
    "not_a_folder": N_("“{file}” is not a folder; name a folder."),
    "disk_full": N_("The disk is full, nothing was stored; make room and try again."),
    "disk_read_only": N_("“{file}” lies on a disk that cannot be written; choose another place."),
    "disk_error": N_("“{file}” could not be read or written ({detail}); nothing was stored."),
    "no_book": N_("There is no book in “{file}” yet; import a file into it first."),
    "not_a_book": N_("“{file}” is a file of another program; choose another folder with --workspace."),
    "book_busy": N_("Another program holds “{file}” locked; try again in a moment."),
    "book_damaged": N_("“{file}” is damaged; restore a backup of the book."),
    "book_closed_to_us": N_(
        "“{file}” cannot be opened; ask whoever owns the workspace for permission to read and write it."
    ),
    "book_newer": N_(
        "“{file}” was written by a newer program (version {version}, this one knows {known}); install the newer one."
    ),
    "book_needs_upgrade": N_(
        "“{file}” is of an older version; open it once without --read-only to bring it up to date."
    ),
    "unknown_import": N_("There is no import {id}; `churn-tui imports` lists them."),
    "file_there_already": N_("“{file}” is there already; name another file."),
    "import_already_undone": N_("Import {id} was taken back already."),
    "import_already_restored": N_("Import {id} stands; there is nothing to bring back."),
    "import_file_missing": N_(
        "“{file}”, the rows of an import, is gone; restore a backup, or undo that import and import its file again."
    ),
    "import_file_damaged": N_(
        "“{file}”, the rows of an import, is damaged; restore a backup, or undo that import and import its file again."
    ),
    "mrr_restated": N_(
        "“{file}”, line {line}: subscription “{subscription}” of {start} is known with another MRR ({rows} rows in "
        "all); say with --correct that the past was wrong, or with --change-on D that it changed on that day."
    ),
    "change_outside_spell": N_(
        "“{file}”, line {line}: the day of --change-on lies outside the time of subscription “{subscription}” of "
        "{start} ({rows} rows in all); give a day after its start and before its end."
    ),
    "unknown_setting": N_("There is no setting “{key}”; there are {known}."),
    "bad_setting": N_("“{value}” is no value for {key}; it takes {takes}."),
    "config_unreadable": N_("Your settings “{file}” cannot be read; make the file readable, or take it away."),
    "config_not_toml": N_("Your settings “{file}” are not TOML: {detail}; mend that line, or take the file away."),
    "config_refused": N_("Your settings “{file}” set {key} to “{value}”, which it does not take; mend that line."),
    "config_unwritable": N_("Your settings “{file}” cannot be written; make the folder writable."),
    "currency_unnamed": N_(
        "Amounts of import {id} name no currency and were read as {known}, so the book cannot be in {currency}; take "
        "that import back first, or give the other currency a book of its own with --workspace."
    ),
    "currency_unrated": N_(
        "The book holds amounts in {known} (import {id}) and no rate for them, so it cannot be in {currency}; import "
        "with --rates FILE that says what one {known} is in {currency}, or use a book of its own with --workspace."
    ),
    "time_zone_fixed": N_(
        "The time zone stays {zone}: the days of what was imported were cut in it; set it before the first import "
        "of a book."
    ),
    "unknown_tag_field": N_("A tag has no field “{field}”; it has {known}."),
    "unknown_tag_choice": N_("“{value}” is no value for {field}; there are {known}."),
    "nothing_to_withdraw": N_("There is nothing of yours about “{account}” to take back."),
    "nothing_to_restore": N_("There is nothing of yours about “{account}” to bring back."),
    "unknown_call": N_("There is no call “{call}”; there are {known}."),
    "empty_view_name": N_("A saved view needs a name; type one."),
    "unknown_view": N_("There is no saved view “{name}”; it may have been dropped meanwhile."),
    "tagged_meanwhile": N_("{user} has said something else of “{account}” meanwhile; look at it, then tag it again."),
    "nothing_to_undo": N_("There is no tag to take back on that loss of “{account}”."),
    "nothing_to_redo": N_("There is no tag to bring back on that loss of “{account}”."),
    "unknown_reason": N_("There is no reason “{reason}”; there are {known}."),
    "link_to_itself": N_("“{account}” cannot continue itself; name two accounts."),
    "empty_lesson": N_("Say what was learned; the text is empty."),
    "no_lesson": N_("There is no lesson of yours to take back."),
    "empty_decision": N_("Say what changes; the text is empty."),
    "unknown_decision": N_("There is no change number {number}; `churn-tui decided` lists them."),
    "text_or_drop": N_("Give a text to write a change down, or --drop to take one back, not both."),
    "interview_of_whom": N_("Name the account whose answers these are."),
    "nothing_to_set": N_("Say what to set: --group or --avoidable."),
    "bad_translation": N_("--in takes LANGUAGE=TITLE with en, fr or nl, not “{value}”."),
    "linked_already": N_("“{later}” continues “{account}” already."),
    "not_linked": N_("“{later}” does not continue “{account}”; there is no link to take back."),
    "bad_reason_code": N_("“{reason}” cannot be the code of a reason; use letters, digits, - and _ only."),
    "reason_exists": N_("There is a reason “{reason}” already; rename it, or take another code."),
    "empty_title": N_("A reason needs a title; give it after the code."),
    # backup, restore, forget
    "backup_exists": N_("“{file}” is there already; a backup overwrites nothing, so name another file."),
    "backup_damaged": N_("“{file}” is not whole ({detail}); nothing was restored, so take another backup."),
    "backup_newer": N_(
        "“{file}” is a backup of version {version}, this program knows {known}; restore it with the newer program."
    ),
    "not_a_backup": N_("“{file}” is not a file that `churn-tui backup` wrote; nothing was restored."),
    "restore_not_empty": N_(
        "“{file}” holds something already; restore into a folder of its own with --workspace, nothing is overwritten."
    ),
    "forgotten_partly": N_(
        "The account is out of the book, but {file} still shows it; close what has it open and run doctor."
    ),
    "forgetting_unfinished": N_(
        "An account was forgotten, but traces of it may be left in the files; open the book once without --read-only."
    ),
    "restated_by_forgetting": N_(
        "Figures from {since} on were restated on {day}: an account that had asked for it was forgotten."
    ),
    # what `doctor` finds
    "book_not_yet": N_("The workspace “{file}” holds nothing yet; it is made with the first import."),
    "database_sound": N_("The database “{file}” is sound."),
    "import_files_sound": N_("The files of all imports are as they were stored ({n} files)."),
    "cache_sound": N_("The prepared tables are whole."),
    "cache_damaged": N_("“{file}”, a prepared table, is damaged; it is made again when it is needed."),
    "prepared_agrees": N_("The prepared tables are what the imports' files give ({rows} rows computed anew)."),
    "prepared_differs": N_(
        "The prepared table “{table}” is not what the imports' files give;"
        " remove the folder “{file}”, it is made again."
    ),
    "on_network": N_(
        "“{file}” lies on a network file system; it is kept without SQLite's log there, which is slower but safe."
    ),
    "left_over": N_("{n} files were left by writes that were interrupted; they are removed by later imports."),
    "permissions_sound": N_("Nobody but the owner (and the group, where it is shared) can read the book."),
    "open_to_others": N_("“{file}” can be read by others; take that right from them (chmod o-rwx)."),
    "closed_to_group": N_(
        "The group that the book is shared with cannot use “{file}”; share the whole folder with it again."
    ),
    "book_not_writable": N_("“{file}” can only be read by this user; nothing can be stored."),
}
