"""Names that mark a private place, and names of work that only look like it."""

from pathlib import Path, PurePosixPath

from each import each
from ruamel.yaml import YAML

from services.secrets.private_places import find_private_mark, is_private

PRIVATE = (
    """
Private|private stuff|Ana - PRIVATE|MyPrivateFiles|ana_private_2024|Personal|Personal documents
personal.zip|PERSONAL|Medical|medical certificates|Trade union|Union|staff union notes
Do not open|Sick leave 2025|Perso|PERSO|perso_2023|MesDocsPerso|Privé|PRIVÉ|prive|privée
Documents personnels|Dossier personnel|Photos personnelles|Personnel|Personnel et confidentiel
Médical|certificats médicaux|Arrêt maladie|Syndicat|réunion syndicale|Ne pas ouvrir|Privado
privada|asuntos personales|cosas privadas|Médico|certificado médico|Sindicato
Personal (no abrir)|Privat|privates|Persönlich|persoenlich|Persönliches|Gewerkschaft
Krankmeldung 2025|خاص|ملفات خاصة|الخاص|شخصي|صور شخصية|الملفات الشخصية|طبي|نقابة العمال|Личное
личные документы|ЛИЧНЫЙ|Частное|частные фото|Медицинские справки|Профсоюз|私人|个人|个人文件
私人照片|我的个人资料|工会|病历|Prive\u0301|Pri\u200dvate
Privatfotos|Privatsachen|Krankschreibung|Arztbesuche|Nicht oeffnen|Sick leaves|Arrêts maladie
bajas por enfermedad|Confidentiel - personnel|إجازات مرضية|سرّي وشخصي|Больничные листы|私事|體檢報告
Private sector (perso)|Private: school reports|Private, partners|ＰＥＲＳＯ
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

WORK = (
    """
Private sector|Private-sector partners|public-private partnership|PublicPrivatePartnerships
Secteur privé|partenariat public-privé|Sector privado|alianzas público-privadas|Personnel policy
HR personnel list|Personnel files 2025|Gestion du personnel|Dossier du personnel
Lista de personal|personal de salud|Gestión de personal|personal técnico|European Union
Union européenne|Unión Europea|African Union MoU|Delegation of the European Union|EuropeanUnion
Réunion du 3 mai|reunion notes|Medical supplies|medical_supplies_2024|Matériel médical
fournitures médicales|suministros médicos|équipements médicaux|Personal protective equipment
Personal data protection policy|Protection des données personnelles|datos personales|Privateer
Privatisation|personality|interpersonal skills|Confidential|Confidentiel|Budget 2026|Contrats
القطاع الخاص|شراكة القطاع الخاص|المعدات الطبية|ذوي الاحتياجات الخاصة|Частный сектор
частного сектора|персональные данные|личный состав|в частности|医疗用品|个人防护设备|私人部门
Private Wirtschaft|private_subnet|private-key rotation policy|SQL UNION examples|private IP ranges
Personalabteilung|Privatwirtschaft|medical insurance scheme|personalised training|PPP privé
персонал|Western Union transfers|State of the Union|Médicaments|perspective|persona
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


HALVES = (
    """
员工会议纪要|施工会议|整体检查报告|一个人道主义项目
走私事件|R&eacute;union du 3 mai|RÃ©union du 3 mai
R\ufffdunion|in particular|privatisation|Больничное оборудование
""".strip()
    .replace("\n", "|")
    .split("|")
)


@each("name", PRIVATE)
def test_a_marked_name_is_private(name: str) -> None:
    assert is_private(name)


@each("name", WORK)
def test_a_name_of_work_is_not(name: str) -> None:
    assert find_private_mark(name) is None


def read_labelled(label: str) -> list[str]:
    """Made-up names in nine languages, written before the rules were tried on them."""
    path = Path(__file__).parent / "data" / "private-names.yaml"
    by_language = YAML(typ="safe").load(path.read_text(encoding="utf-8"))[label]
    return [name for names in by_language.values() for name in names]


@each("name", read_labelled("private"))
def test_a_private_name_is_closed_in_every_language(name: str) -> None:
    assert is_private(name)


@each("name", read_labelled("work"))
def test_a_name_of_work_is_open_in_every_language(name: str) -> None:
    assert find_private_mark(name) is None


@each("name", HALVES)
def test_a_word_is_not_made_of_the_halves_of_others(name: str) -> None:
    assert find_private_mark(name) is None


def test_the_place_in_the_path_decides_a_doubtful_name() -> None:
    above = ("drive", "Medical supplies")
    assert find_private_mark("medical list")
    assert not find_private_mark("medical list", above=above)
    # A folder that says private by itself is closed wherever it lies, and so is a part of life.
    for name in ("Medical", "medical certificate", "personal list", "Priv\ufffd"):
        assert find_private_mark(name, above=above)


def test_any_part_of_a_path_counts_and_the_mark_is_returned() -> None:
    assert find_private_mark("drive", "Ana", "MesDocsPerso", "a.txt") == "perso"


def test_a_hostile_name_takes_no_time() -> None:
    assert not is_private("a " * 500_000)


def read_paths(mark: str) -> list[str]:
    """Made-up paths by people who had not seen the rules."""
    path = Path(__file__).parent / "data" / "strangers-places.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line[2:] for line in lines if line.startswith(mark)]


def is_closed(path: str) -> bool:
    *folders, name = path.split("/")
    parts = [*folders, PurePosixPath(name).stem]
    return any(find_private_mark(part, above=parts[:at]) for at, part in enumerate(parts))


def test_at_least_95_of_100_private_paths_are_closed() -> None:
    paths = read_paths("-")
    is_open = [path for path in paths if not is_closed(path)]
    assert len(is_open) <= len(paths) * 0.05, is_open


def test_at_most_3_of_100_paths_of_work_are_closed() -> None:
    paths = read_paths("+")
    closed = [path for path in paths if is_closed(path)]
    assert len(closed) <= len(paths) * 0.03, closed


LIFE = """
Interview at another agency|Kids school play|CV Ruth Adeyemi 2026|Mes photos|My bank
Documents/Ma santé|Download/I miei esami|Transferências/As minhas análises|Mein Arztbericht
Documents/Holiday 2025|Bureau/Voyage de noces|Correo/Hijos/Colegio|Meine Dateien/Kinder/Fotos
Documentos/Solicitudes de empleo|البريد/إجازة الصيف|女儿生日|Documenti/Curriculum Marco Riva
Letter to my mother|Lettre à ma mère|Carta a mi madre|Lettera a mia madre|Brief an meine Mutter
Письмо моей маме|Vacances été|Cosas mías|Mon ordonnance|Búsqueda de trabajo|Schulzeugnis Lena
"""
OFFICE = """
Programmes/Teachers' Union MoU|Santé/Analyses d'eau
女儿国旅游项目|HR/Recruitment/CVs received|Programmes/Education/School feeding|RH/Personnel
Admin/Leave/Staff holiday calendar|Enfants hors école|Familienplanung|RRHH/Personal
Programmes/Santé/Référencement médical|Administración/Vacaciones del personal
Recruitment/CV Ruth Adeyemi|Mother and child health|Santé mère et enfant|Urlaubsregelung
Piano ferie personale ufficio|Agua privada concesiones|Mutter-Kind-Programm
"""


@each("path", LIFE.strip().replace("\n", "|").split("|"))
def test_private_life_is_closed_where_enough_speaks_for_it(path: str) -> None:
    assert is_closed(path)


@each("path", OFFICE.strip().replace("\n", "|").split("|"))
def test_the_same_words_are_of_work_beside_its_words_and_below_its_folders(path: str) -> None:
    assert not is_closed(path)
