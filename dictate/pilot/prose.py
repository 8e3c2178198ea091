"""What every pilot's report says, whatever its figures: background, aim, method, and what the figures do not say."""

from __future__ import annotations

from dictate.pilot.claims import RISK
from dictate.pilot.per_person import FEWEST_DAYS, FEWEST_NOTES, LEARNED_FROM
from dictate.pilot.statistics import FEWEST
from dictate.pilot.suppression import FLOOR

ONE_OF = round(1 / RISK)
"""One report of so many may claim something where nothing has changed."""

BACKGROUND = (
    "Socialsekreterare använder en stor del av sin arbetstid till annat än samtal med barn och vuxna. I den nationella "
    "tidsstudien 2015–17 (1 302 socialsekreterare, 6 510 arbetsdagar) var 2 procent av tiden samtal med bara barnet "
    "och 13 procent direkt tid med barn och vuxna, medan 35 procent var indirekt tid. Indirekt tid är inte detsamma "
    "som dokumentation: där ingår också utredning, analys och bedömning. Därför mäts dokumentationen för sig här.",
    "När anteckningar dikterades i ett försök 2017 (SKL; Norrköping, Linköping och Haninge, 37 användare) började "
    "deltagarna dokumentera direkt efter mötet. 69 procent var nöjda och 14 procent var det inte. Några i varje kommun "
    "tyckte att det var svårt.",
)

AIM = (
    "Rapporten ska ge underlag för beslut: sparar det tid att diktera journalanteckningar, hur mycket, vad händer med "
    "anteckningarnas kvalitet, och vad tycker de som arbetar så?"
)

MEASURED = (
    "Arbetstid: deltagarna registrerade vad de gjorde under fem arbetsdagar före starten och fem efter, med en tangent "
    "vid varje byte av uppgift. Glömda byten rättades i efterhand.",
    "Anteckningar: programmet mätte själv hur lång tid varje dikterad anteckning tog – diktera, vänta, granska och "
    "exportera – och räknade ord, rättningar och flyttade meningar. Anteckningar som skrevs för hand tidtogs av "
    "deltagaren, som startade och stoppade klockan och räknade orden, och som kunde svara på hur många dagar det gått "
    "sedan händelsen, om ett barn träffats och om barnets röst fanns med. Inget innehåll följde med.",
    "Enkät: samma frågor före och efter, på en skala från 1 till 5. Familjer fick svara på tre frågor.",
    "Aktgranskning: färdiga akter granskades med en checklista, och svaren räknades.",
)

RECKONED = (
    "Varje person jämförs med sig själv. För var och en tas mittvärdet (medianen) av tiden för de skrivna och för de "
    f"dikterade anteckningarna; den som har färre än {FEWEST_NOTES} av någotdera, eller färre än {FEWEST_DAYS} "
    "registrerade dagar före eller efter, räknas inte med i den jämförelsen. Mittvärdet gör att en klocka som stått på "
    "över lunchen inte slår igenom. Sedan tas medelvärdet över personerna, så att ingen väger tyngre för att ha "
    "skrivit många anteckningar. Tider och längder jämförs i procent.",
    "Osäkerhetsintervallet visar hur mycket resultatet kunde ha blivit ett annat med andra deltagare. Det räknas fram "
    "genom att deltagarna dras på nytt tusentals gånger, på måfå och med återläggning (bootstrap). Intervallet är "
    "gjort så att det rymmer det sanna värdet i ungefär 95 pilotförsök av 100. Det kräver minst "
    f"{FEWEST} personer; annars står det att data inte räcker.",
    "Ju fler skillnader man prövar, desto lättare ser någon av dem verklig ut av en slump. Därför prövas hela "
    "rapporten på en gång: tusentals gånger får slumpen för varje person avgöra om före och efter, eller skrivet och "
    "dikterat, ska byta plats, som om ingenting hade förändrats. Säker kallas bara en skillnad så stor att det i högst "
    f"en av {ONE_OF} sådana rapporter finns någon lika stor någonstans. Så liten är också risken att rapporten kallar "
    "något säkert fast ingenting har förändrats. Det kravet är hårdare än intervallets. Därför kan ett intervall ligga "
    "helt på ena sidan om noll utan att skillnaden kallas säker.",
    f"Inlärningen mäts genom att jämföra varje persons två första veckor med tiden från vecka {LEARNED_FROM + 1}.",
)

PRIVACY = (
    "Filerna från datorerna innehåller inga namn och ingen text ur anteckningar. I stället för namn står ett slumptal "
    f"som bara den egna datorn känner. Grupper med färre än {FLOOR} personer visas inte. Där en dold grupp hade gått "
    "att räkna ut ur en summa är fler grupper dolda. Alla antal personer, familjer och akter är avrundade nedåt till "
    "närmaste femtal, antal anteckningar till närmaste femtiotal och resultat till hela procent eller minuter. Den som "
    "har två rapporter, där den ena bygger på en fil mer, kan därför inte räkna ut den enskildes värde; däremot kan "
    "hen se åt vilket håll medelvärdet flyttats. Jämför därför inte rapporter som skiljer sig åt med en enda fil "
    "utanför pilotens ledning."
)

SILENT = (
    "Piloten har ingen jämförelsegrupp. Att arbetstiden såg annorlunda ut efter starten kan också bero på årstid, "
    "bemanning eller ärenden.",
    "Deltagarna är inte lottade. De som väljer att vara med kan ha mer eller mindre nytta av att diktera än andra.",
    "De skrivna och de dikterade anteckningarna är inte samma anteckningar. Om svårare anteckningar oftare skrevs på "
    "det ena sättet syns det som en skillnad i tid. Tiden per 100 ord och tabellen per mall visar om det kan vara så.",
    "Klockan för skrivna anteckningar startas för hand. Glöms den blir tiden fel åt endera hållet.",
    "Om barnets röst finns i de skrivna anteckningarna, och hur många dagar som gått sedan händelsen, har deltagarna "
    "själva svarat på. I de dikterade har programmet räknat. En del av en skillnad kan komma av det.",
    "Kvaliteten är inte bedömd. Siffrorna visar tecken på kvalitet: hur snart det skrivs, hur långt det blir, om "
    "barnets röst finns och vilka kontroller som hoppats över. Om anteckningen är bra avgör den som läser den.",
    "Sparad tid är inte sparade pengar, och siffrorna visar inte vad tiden användes till annat än i de registrerade "
    "dagarna.",
    "Indirekt tid är inte dokumentationstid. De nationella andelarna är från 2015–17 och mättes i andra kommuner.",
    "Familjernas svar kommer från dem som fick frågan och ville svara. Det finns inga svar från före starten.",
    "Andras siffror är från andra länder, verktyg och sätt att mäta. De står här för att läsaren ska känna igen dem, "
    "inte för att de går att jämföra rakt av.",
)

OTHERS = (
    ("Swindon, Storbritannien", "19 socialarbetare", "63 % mindre tid till bedömningar och anteckningar"),
    ("Somerset, Storbritannien", "20 medarbetare", "46 % mindre administration i veckan"),
    ("SKL 2018", "uppges inte", "ungefär tre gånger så snabbt som att skriva"),
)
"""Published figures of others; source, size, result."""

UNKNOWN_KEYS = (
    "Ingen lista över datorernas nycklar användes. Underskrifterna visar då att varje fil är oförändrad sedan den "
    "skrevs, men inte att den kommer från en av kommunens datorer."
)
KNOWN_KEYS = "Alla filer är underskrivna med nycklar i kommunens lista och oförändrade sedan de skrevs."
