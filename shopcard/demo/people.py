"""Who lives by the port of the demo shop: names as a real till meets them, and what is noted."""

from collections.abc import Iterator
from random import Random

from shopcard.language import _

_OPENING = (
    "Marie Lefèvre", "Omar Mariani", "Marion Petit", "Jean-Marie Roy", "Marcel Aubry",
    "Élodie Œuvrard", "Siobhán O’Brien", "Łukasz Wiśniewski", "Nguyễn Thị Minh Anh",
)  # fmt: skip
"""The first to take a card; the tour of the README looks them up."""

_RARE = (
    "María de los Ángeles Fernández de Córdoba y Álvarez de Toledo",
    "Marie-Françoise-Élisabeth de La Rochefoucauld-Montgolfier",
    "Abd al-Rahman ibn Yusuf al-Khatib", "Maximilien-Emmanuel von und zu Hohenfels-Sayn",
    "Phạm Ngọc Ánh", "Trần Văn Đức", "Đặng Thu Hương", "Zbigniew Brzęczyszczykiewicz",
    "Małgorzata Żółkiewska", "Aïcha Ben Salah", "Mohamed El Idrissi", "Yasmine al-Masri",
    "Jean N’Diaye", "Fatou N’Diaye", "Ünal Şahin", "José Carreño", "João Gonçalves",
    "Ljubiša Đorđević", "Jürgen Weiß", "Saoirse Ní Dhomhnaill", "Bjørn Ås", "Ana Țurcanu",
    "Marie Martin", "Marie Martin", "Lou", "Dr Strauß", "Le Marin (bateau bleu)", "Xu Li", "Bo",
)  # fmt: skip

FIRST = (
    "Adèle Adrien Agathe Aimé Alban Alice Alix Amandine Anaïs André Anne-Sophie Antoine Apolline "
    "Arnaud Aurélie Axel Baptiste Béatrice Benoît Bérénice Brigitte Camille Cécile Céline Chloé "
    "Claire Clément Corentin Cyril Damien Daphné Denis Édouard Éléonore Élise Émile Emma Enzo "
    "Estelle Étienne Eugénie Fabien Fanny Félix Florence François Françoise Gaël Gaëlle Gaston "
    "Geneviève Georges Gérard Gilles Guénolé Guillaume Gwenaëlle Hélène Héloïse Henri Hervé Hugo "
    "Inès Iris Isabelle Jacques Jean-Baptiste Jean-Luc Jeanne Jérôme Joëlle Jules Julien Juliette "
    "Karim Kévin Laëtitia Laurent Léa Léon Léonie Lila Loïc Louise Lucas Lucie Madeleine Maëlys "
    "Manon Marc Marguerite Mathieu Mathilde Maud Maxime Mélanie Michel Mireille Nadia Nathan "
    "Nicolas Noémie Noël Océane Odile Olivier Pascal Paul Pauline Perrine Philippe Pierre Quentin "
    "Rachid Raphaël Rémi René Romane Rosalie Sabine Samira Sandrine Solène Sophie Stéphane Suzanne "
    "Sylvain Théo Thérèse Thibault Thomas Tristan Ugo Valérie Victor Vincent Violette Xavier Yann "
    "Yannick Yasmina Yves Zoé"
).split()

LAST = (
    "Allard|Arnaud|Aubert|Bailly|Barbier|Baron|Baudet|Beaumont|Bénard|Bertrand|Besson|Blanchard|"
    "Bonnet|Bouchet|Boulanger|Bourdon|Breton|Brun|Carpentier|Caron|Cariou|Chevalier|Colin|Cordier|"
    "Cœurderoy|Dacosta|d’Aubigny|David|de Kerdrel|de La Tour|Delaunay|Denis|Deschamps|Devaux|"
    "Diallo|du Plessis|Dubois|Dufour|Dumas|Durand|El Amrani|Étienne|Fabre|Faure|Ferrand|Fleury|"
    "Fontaine|Fournier|Gaillard|Garnier|Gauthier|Géraud|Girard|Grégoire|Guérin|Guillou|Haddad|"
    "Hamel|Hébert|Henry|Hoarau|Hubert|Huet|Jacob|Jolivet|Joly|Kermarrec|Kowalski|L’Hermitte|"
    "Lacroix|Lambert|Langlois|Laurent|Le Bihan|Le Floc’h|Le Goff|Leclerc|Lecœur|Legrand|Lemaître|"
    "Leroux|Lévêque|Lucas|Maillard|Marchand|Maréchal|Martineau|Massé|Mercier|Meunier|Millet|Monnier|"
    "Moreau|Morvan|Nguyen|Noël|Olivier|Pasquier|Pelletier|Perrin|Picard|Poirier|Prévost|Quéméner|"
    "Renaud|Rivière|Robin|Rousseau|Roussel|Saint-Martin|Salaün|Sanchez|Schneider|Simon|Soulier|"
    "Tanguy|Tessier|Thévenot|Toussaint|Traoré|Vasseur|Verdier|Vidal|Villeneuve|Vœgtlin|Weber|Yilmaz"
).split("|")


def opening_name(rank: int) -> str:
    """The name of one of the first to take a card."""
    return _OPENING[rank]


def names(random: Random, many: int) -> list[str]:
    """That many names: the opening ones first, the rare ones strewn among the others. Nobody but
    the two Marie Martins is there twice."""
    common = _common(random)
    rest = [next(common) for _n in range(max(0, many - len(_OPENING)))]
    slots = random.sample(range(len(rest)), min(len(rest) // 4, len(_RARE)))
    for slot, name in zip(slots, _RARE, strict=False):
        rest[slot] = name
    return [*_OPENING, *rest][:many]


def _common(random: Random) -> Iterator[str]:
    known = set(_OPENING)
    while True:
        name = f"{random.choice(FIRST)} {random.choice(LAST)}"
        if name not in known:
            known.add(name)
            yield name


def notes() -> tuple[str, ...]:
    """What the people at the counter keep in mind, in the language now spoken."""
    return (
        _("Allergic to nuts: a fresh scoop, please."),
        _("Pistachio and lemon, always."),
        _("Comes with two little ones."),
        _("Prefers a cup to a cone."),
        _("Works at the harbour office."),
        _("The dog may have a wafer."),
        _("Speaks English."),
        _("Blue estate car."),
        _("Lost a card last summer."),
        _("Birthday cake ordered in May."),
        _("Likes a table by the window."),
        _("Hard of hearing: speak clearly."),
    )
