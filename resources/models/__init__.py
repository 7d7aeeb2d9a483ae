"""The library: what people learn from, who tends it, and what they say about it."""

from resources.models.care import GardenAct, LinkCheck, Pick, Reaction, ResourceDay, Verification
from resources.models.days import LibraryDay
from resources.models.library import (
    CheckQuestion,
    CoAuthor,
    Completion,
    Draft,
    Lesson,
    LessonDone,
    Resource,
    ResourceFile,
    ResourceSkill,
    ResourceVersion,
)
from resources.models.requests import WritingRequest
from resources.models.together import Answer, AnswerInvitation, ProposedEdit, Question, Review

__all__ = [
    "Answer",
    "AnswerInvitation",
    "CheckQuestion",
    "CoAuthor",
    "Completion",
    "Draft",
    "GardenAct",
    "Lesson",
    "LessonDone",
    "LibraryDay",
    "LinkCheck",
    "Pick",
    "ProposedEdit",
    "Question",
    "Reaction",
    "Resource",
    "ResourceDay",
    "ResourceFile",
    "ResourceSkill",
    "ResourceVersion",
    "Review",
    "Verification",
    "WritingRequest",
]
