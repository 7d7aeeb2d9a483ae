"""What the library has that may answer a cluster, as proposals to pick from."""

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Q
from django.db.models.functions import Greatest

from feedback.radar import Cluster
from resources.models import Resource

SHOWN = 20


def titles_for(cluster: Cluster) -> list[str]:
    """Published titles on its skill, else near to its words, the nearest and most useful first. One statement."""
    said = cluster.needs[0].words if cluster.needs else cluster.title
    near = Greatest(TrigramSimilarity("title", said), TrigramWordSimilarity(said, "title"))
    alike = Q(title__trigram_similar=said) | Q(title__trigram_word_similar=said)
    rows = Resource.objects.published().filter(Q(skills__skill=cluster.skill) if cluster.skill else alike)
    found = rows.annotate(near=near).order_by("-near", "-usefulness", "-pk").values_list("title", flat=True)
    return list(dict.fromkeys(found[:SHOWN]))
