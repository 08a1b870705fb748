"""Which sentences want a support of their own, guessed from their words: a reader's eye, not a judge.

Three kinds: what is told of others (their work, their words), what is told of a thing by its name (BERT, CIFAR-10), and what is
said to hold in general, in practice or in comparison. Only a work supports the first two. bench/claims.py measures the guess.
"""

import re

_TOLD = r"proposed|introduced|reported|proved|proven|believed|inspired|invented|suggested|developed|published|known (?:to|as|for|that)"
_SHOWN = "shown|found|observed|considered|demonstrated"  # by others, or by a figure of the page
_ADVERB = r"(?:\w+ly |later |first |then |also |even |long |since )?"
_OTHERS = re.compile(
    r"\b(?:according to|et al\b|stud(?:y|ies)|researchers?|practitioners|inventors?|the authors?|(?<!\bon )(?:the )?(?:original |first |same )?papers?\b|literature"
    r"|community|benchmark\w*|experiments were|in (?:the|their|its|these|those) experiments?|theorems?|conjectures?"
    r"|originally|coined|dates? back|well[- ]known"
    r"|(?:later|recent|earlier|previous|follow-up|subsequent) (?:work|works|research|applications?|designs?|models?|methods?|papers?)"
    rf"|(?:was|were|is|are|been|being) {_ADVERB}(?:{_TOLD})"
    rf"|(?:has|have) {_ADVERB}(?:shown|proven|found|reported|demonstrated)"
    rf"|(?<!would )(?:shows?|proves?|demonstrates?|reports?|argues?|claims?|showed|proved|reported|argued|claimed|supposed|wondered) (?:that|whether)"
    r"|(?:they|who|work|he|she) (?:first |later |also )?(?:proposed|introduced|suggested|invented|showed|found)"
    r"|profoundly|(?:major|profound|great|immense) (?:influence|interest|impact)|inspired)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:usual(?:ly)?|(?<!in )common(?:ly)?|typical(?:ly)?|widely|famous\w*|popular|in practice|practice confirms|routinely|everyone|few people|most people|rare(?:ly)?"
    r"|(?:very |more )often|in general\b|in (?:some|many|most) cases|nowadays|today|dominant|(?:the )?standard (?:architecture|choice|way|method)|state[- ]of[- ]the[- ]art"
    r"|empirical(?:ly)?|modern|recent(?:ly)?|most (?:models|networks|methods|architectures|people)|default (?:choice|value)"
    r"|outperform\w*|robust|efficient(?:ly)?|effective(?:ly)?|costly|expensive|tricky|cheaper|(?:works?|do|does|perform\w*) (?:very |much |quite |slightly )?(?:well|better|best)"
    r"|(?:fast|slow|large|small|deep|wide|good|cheap|simple|easi|hard)(?:er)? (?:and \w+ )?than|better|worse|faster|slower|best|easily|hard to|(?:of|great|still) (?:great )?helps?|speeds? \w+ ?up|slows? \w+ ?down"
    r"|halves|doubles|triples|twice as|\d+(?:\.\d+)?\s?(?:%|percent|times)|(?:19|20)\d\ds?|converge|diverge|overfit"
    r"|\d[\d,.]*\s(?:million|billion|trillion|GB|TB)|\d{1,3},\d{3}\s\w+)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^\W*(?:In|For|With|Like|Unlike|Before|Since) (?!ReLU|GELU|RGB)(?:[A-Z]+\d+|[A-Z][a-z]+[A-Z]\w*|[A-Z]{4,})(?:-\d\w*)?, "
    r"|"
    r"^(?:\W*(?:Like|Unlike|In|With|Later|Then|The|Its|Block of|Both|Given|Since|Before)\b[^.;:]{0,40}?)?"
    r"\b(?!ReLU|GELU|RGB)(?:[A-Z][a-z]+[A-Z]\w*|[A-Z]{3,}[a-z]?\w*-\d+\w*|[A-Z]+\d+\b|[A-Z]{4,}|[A-Z][a-z]+[A-Z]{2,}\w*|[A-Z][a-z]+-\d+)(?:[’']s)?(?:, [^,]{3,40},)? "
    r"(?:is|was|has|had|uses?|used|needs?|needed|reach\w*|gets?|accepts?|handles?|tested|makes?|went|allows?|allowed|can|could|introduced|puts|were|are|and)\b"
)
# Of the page's own doings: what it draws or computes is said elsewhere to be so. A guess that is called one claims nothing.
_OWN = re.compile(r"\b(?:we|our|ours|us|let us|below|above|you)\b", re.IGNORECASE)
_HEDGED = re.compile(r"\b(?:may|might|could|would|should|ought to)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]{12,}”|\"[^\"]{12,}\"")


_SEEN = re.compile(rf"\b(?:was|were|is|are|been) {_ADVERB}(?:{_SHOWN})\b", re.IGNORECASE)


def of_others(sentence: str) -> str:
    """The words by which a sentence tells of others, or of a thing by its name; "" for none."""
    found = _OTHERS.search(sentence) or _NAMED.search(sentence)
    return found[0] if found and not sentence.rstrip().endswith("?") else ""


def claim_in(sentence: str) -> str:
    """The words by which a sentence wants a support, or ""."""
    if quoted := _QUOTED.search(sentence):
        return quoted[0]
    if told := of_others(sentence):
        return told
    if seen := _SEEN.search(sentence):
        return seen[0]
    found = _GENERAL.search(sentence)
    asks = sentence.rstrip().endswith("?")
    return found[0] if found and not (asks or _OWN.search(sentence) or _HEDGED.search(sentence)) else ""
