"""Letter views: what the templates of one mail are filled with, from its facts and our rows."""

from datetime import date

from sqlmodel import Session, col, select

from models.acting import Role
from models.case_file import is_same_name
from models.handover import Handover, Person, Post
from models.mail import Mail, MailFacts, StepFact
from models.participant import Participant
from models.values import Value
from models.words import Language
from services.handovers.consent import say_notice
from services.letters.letter_facts import list_references
from services.letters.letter_phrases import MailPhrases
from services.texts import clean_line

POST_CHARACTERS = 120
MOST_STEPS = 40
"""Of each list: nobody reads a mail of more."""


class ListedStep(Value):
    """A step as a list in a mail shows it."""

    title: str
    owner: str
    day: str
    reference: str
    post: str
    url: str


class MailView(Value):
    """Everything that the templates of a mail may show, in the language of the mail."""

    language: Language
    direction: str
    name: str
    reference: str = ""
    post: str = ""
    url: str = ""
    has_links: bool = False
    """Whether mails say where Baton is; else people are told whom to ask."""
    step: str = ""
    day: str = ""
    edition: int = 0
    gaps: int = 0
    role: str = ""
    told: str = ""
    is_reader: bool = False
    """Whether that role reads what people wrote."""
    sources: int = 0
    notice: tuple[str, ...] = ()
    """What the leaver is told before anything is read, sentence by sentence."""
    overdue: tuple[ListedStep, ...] = ()
    soon: tuple[ListedStep, ...] = ()
    more: int = 0
    """How many more steps there are."""


class ViewMaker(Value):
    """Makes the view of a mail; `posts` are titles by reference."""

    language: Language
    public_url: str
    posts: dict[str, str]

    def view(self, name: str, facts: MailFacts) -> MailView:
        """Return what the templates show of these facts."""
        phrases = MailPhrases(self.language)
        reference = str(facts.get("reference", ""))
        return MailView(
            language=self.language,
            direction="rtl" if self.language.is_right_to_left else "ltr",
            name=clean_line(name),
            reference=reference,
            post=self.posts.get(reference, reference),
            url=self._link(reference) if reference else "",
            has_links=bool(self.public_url),
            step=phrases.step(str(facts["step"])) if "step" in facts else "",
            day=phrases.day(get_due_day(facts)) if "due_on" in facts else "",
            overdue=self._list_steps(_list_facts(facts, "overdue")),
            soon=self._list_steps(_list_facts(facts, "soon")),
            more=sum(
                max(len(_list_facts(facts, name)) - MOST_STEPS, 0) for name in ("overdue", "soon")
            ),
            edition=int(str(facts.get("edition", 0))),
            gaps=int(str(facts.get("gaps", 0))),
            role=phrases.owner(Role(str(facts["role"]))) if "role" in facts else "",
            told=str(facts.get("told", "")),
            is_reader=facts.get("role") == Role.manager,
            sources=int(str(facts.get("sources", 0))),
            notice=say_notice(self.language) if "sources" in facts else (),
        )

    def _link(self, reference: str) -> str:
        return f"{self.public_url}/handovers/{reference}" if self.public_url else ""

    def _list_steps(self, steps: list[StepFact]) -> tuple[ListedStep, ...]:
        return tuple(self._view_step(step) for step in steps[:MOST_STEPS])

    def _view_step(self, step: StepFact) -> ListedStep:
        phrases = MailPhrases(self.language)
        return ListedStep(
            title=phrases.step(step.step),
            owner=phrases.owner(step.owner),
            day=phrases.day(step.due_on),
            reference=step.reference,
            post=self.posts.get(step.reference, step.reference),
            url=self._link(step.reference),
        )


def _list_facts(facts: MailFacts, name: str) -> list[StepFact]:
    steps = facts.get(name)
    return steps if isinstance(steps, list) else []


def get_due_day(facts: MailFacts) -> date:
    """Return the day of the one step that a mail is about."""
    return date.fromisoformat(str(facts["due_on"]))


def find_posts(session: Session, facts: MailFacts) -> dict[str, str]:
    """Return the titles of the posts of all handovers that a mail is about, by reference."""
    query = (
        select(Handover.reference, Post.title)
        .join(Post, col(Post.id) == col(Handover.post_id))
        .where(col(Handover.reference).in_(list_references(facts)))
    )
    return {
        reference: clean_line(title, max_characters=POST_CHARACTERS)
        for reference, title in session.exec(query)
    }


class Addressee(Value):
    """Who gets a mail: as the handovers that it is about know them."""

    name: str
    email: str


def find_addressee(session: Session, mail: Mail, person: Person) -> Addressee:
    """Return name and address for a mail.

    Two people of one mailbox, whom one mail is for, are addressed by what they share.
    """
    query = (
        select(Participant)
        .join(Handover, col(Participant.handover_id) == col(Handover.id))
        .where(
            Participant.person_id == person.id,
            col(Handover.reference).in_(list_references(mail.facts)),
        )
    )
    known = list(session.exec(query.order_by(col(Participant.id))))
    if not known:
        return Addressee(name=person.name, email=person.email)
    first, *others = known
    is_one = all(is_same_name(first.name, other.name) for other in others)
    is_one_address = all(first.email == other.email for other in others)
    email = first.email if is_one_address else person.email
    return Addressee(name=first.name if is_one else email, email=email)
