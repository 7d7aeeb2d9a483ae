"""Invented names: given names and surnames from many places, crossed so that no real person is meant."""

import random
import unicodedata

GIVEN = """
Abeni Aino Akosua Alejandra Amadou Anahit Anneli Aran Arjun Asel Aslaug Ayelen Ayumi Babajide Benat Birgitta Bongani
Brígida Chiamaka Chinedu Daisuke Dalia Damaris Daniyar Darya Delfina Dineo Edda Efua Eleni Elif Emre Enkhjin Esi Eun-ji
Fadime Femi Fiorella Gintaras Gulnara Haruka Hetal Hiwot Ilse Inés Isko Itumeleng Jagoda Jarmila Jesper Jorunn Kalinda
Kamala Karthik Katalin Kavya Kehinde Khalid Kirabo Kwame Laila Latisha Leandro Liesel Lindiwe Lubna Luca Lusine Maaike
Madhuri Magnhild Mahlet Malia Manoj Marama Matilde Mbali Mehdi Milan Minh Mirela Mohan Nadia Naledi Naveen Neema Nikolai
Nirmala Nobuhle Oksana Omar Orla Oyinkan Pania Parvati Pelle Pooja Qiang Rafaela Rangi Rania Reza Rhys Rosalind Runa
Sadia Sakari Samir Sanele Shirin Sibusiso Sina Sofija Sunita Svetla Tamsin Tanvi Tariq Temitope Tevita Thuy Torvald Uma
Usman Valdis Vanja Viliami Wen Xiomara Yara Yetunde Yonas Yuki Zainab Zanele Zdenka Zhanna Zuri
""".split()  # noqa: SIM905 - names read better as running text

SURNAMES = """
Aaltonen Abebe Abiodun Acheampong Agarwal Aguirre Ainsworth Akintola Albrecht Almeida Amsalem Anand Aravena Asante
Aydin Azevedo Balogun Barakat Barzani Bautista Beltrán Bhandari Birkeland Boateng Bondarenko Botha Brandvold Cardoso
Chikwanha Cisneros Coetzee Dahlgren Danjuma Deshpande Dhillon Diallo Dobrev Duarte Dutta Eklund Elbaz Endo Eriksen
Espinoza Falk Farouk Fernhill Figueroa Fjellheim Galvão Garba Gebre Ghosh Gunawardena Gutu Haddad Halonen Hamid Hansdotter
Harjo Hoang Holmgren Horvat Iliev Imamura Iyer Jalali Järvinen Kapoor Karimi Kaunda Kemppainen Khatri Kibet Kobayashi
Koskela Kowalczyk Kruger Kuznetsova Lamichhane Leclerc Lehtonen Lindahl Lozano Lungu Mahlangu Makinde Malhotra Mansour
Marchetti Matsuda Mehta Mendoza Mokoena Montoya Mukherjee Mutua Nair Ndiaye Nguema Nilsen Nkosi Nwankwo Obando Ochieng
Oduber Ojala Olawale Onyango Ortega Osei-Kuffour Ostrowska Pacheco Paewai Palmqvist Pathak Pham Pillay Pinheiro Popescu
Quintero Rahimi Rajan Rautavaara Rezaei Rosales Ruiters Saarinen Sabharwal Salazar Samuels Sefo Shimizu Shrestha Sithole
Skoglund Soto Stankovic Sundqvist Szabo Tadesse Takala Tanaka Taufa Tekle Thapa Tiwari Torres Tran Tuominen Ueda Vaidya
Valdez Varga Vestergaard Wafula Wikström Yeboah Yilmaz Zamora Zhou Zulu
""".split()  # noqa: SIM905 - names read better as running text

_SPECIAL = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def invented(count: int, taken: set[str], chance: random.Random) -> list[str]:
    """So many full names, each given name and each surname used as rarely as possible; none that is taken."""
    given, surnames = chance.sample(GIVEN, len(GIVEN)), chance.sample(SURNAMES, len(SURNAMES))
    pairs = (f"{given[i % len(given)]} {surnames[i % len(surnames)]}" for i in range(len(given) * len(surnames)))
    fresh = (pair for pair in pairs if pair not in taken)
    return [next(fresh) for _ in range(count)]


def address(full_name: str) -> str:
    """``Leilani Sørbø`` → ``leilani.sorbo@fernhollow.example``: first and last name, without accents."""
    plain = unicodedata.normalize("NFKD", full_name.lower().translate(_SPECIAL))
    words = "".join(letter for letter in plain if not unicodedata.combining(letter)).split()
    return f"{words[0]}.{words[-1]}@fernhollow.example"
