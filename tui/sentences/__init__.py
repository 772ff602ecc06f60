"""The sentences behind the codes: errors, quarantine reasons and notices, each said once, in one sentence.

A sentence says what is wrong, where, and what to do. `{names}` are the parameters of the code.
"""

from tui.sentences.saying import SENTENCES, say, sentence

__all__ = ["SENTENCES", "say", "sentence"]
