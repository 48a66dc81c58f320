"""What an editor types into a draft: shape and wording only.

edits      what all have in common: the revision they were made from, refusals beside their fields
elements   names, limits, handling, grounds
outcomes   what it costs, what comes out of it, what is often asked, how it goes
materials  materials, when they are needed, review points
files      the sample and the blank form of a material
questions  questions, options, what depends on them
terms      what an answer means for the decision
"""

from yichuang.offer.catalogue.forms.edits import EditForm, StepForm
from yichuang.offer.catalogue.forms.elements import ELEMENT_FORMS
from yichuang.offer.catalogue.forms.files import FileForm
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
from yichuang.offer.catalogue.forms.terms import TermsForm

__all__ = [
    "ELEMENT_FORMS",
    "AddQuestionForm",
    "AskedForm",
    "EditForm",
    "FileForm",
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
    "TermsForm",
]
