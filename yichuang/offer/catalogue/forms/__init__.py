"""What an editor types into a draft: shape and wording only.

edits      what all have in common: the revision they were made from, refusals beside their fields
elements   names, limits, handling, grounds
materials  materials, when they are needed, review points
questions  questions, options, what depends on them
"""

from yichuang.offer.catalogue.forms.edits import EditForm, StepForm
from yichuang.offer.catalogue.forms.elements import ELEMENT_FORMS
from yichuang.offer.catalogue.forms.materials import (
    MaterialForm,
    MaterialsCompleteForm,
    NeededForm,
    PlaceOfMaterial,
    PlaceOfPoint,
    PointForm,
)
from yichuang.offer.catalogue.forms.questions import (
    AddQuestionForm,
    AskedForm,
    MaterialsOfQuestionForm,
    OptionForm,
    PlaceOfOption,
    PlaceOfQuestion,
    QuestionForm,
)

__all__ = [
    "ELEMENT_FORMS",
    "AddQuestionForm",
    "AskedForm",
    "EditForm",
    "MaterialForm",
    "MaterialsCompleteForm",
    "MaterialsOfQuestionForm",
    "NeededForm",
    "OptionForm",
    "PlaceOfMaterial",
    "PlaceOfOption",
    "PlaceOfPoint",
    "PlaceOfQuestion",
    "PointForm",
    "QuestionForm",
    "StepForm",
]
