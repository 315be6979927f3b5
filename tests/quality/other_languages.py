"""Texts in languages that are not understood, some of which look much like one that is.

The first article of the Universal Declaration of Human Rights, and lines of songs made up for this.
"""

TEXTS = {
    "it": """
    Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati di ragione e di
    coscienza e devono agire gli uni verso gli altri in spirito di fratellanza.
    """,
    "pt": """
    Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de razão e de consciência,
    devem agir uns para com os outros em espírito de fraternidade.
    """,
    "nl": """
    Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd met verstand en
    geweten, en behoren zich jegens elkander in een geest van broederschap te gedragen.
    """,
    "sv": """
    Alla människor är födda fria och lika i värde och rättigheter. De har utrustats med förnuft och samvete och
    bör handla gentemot varandra i en anda av gemenskap.
    """,
    "da": """
    Alle mennesker er født frie og lige i værdighed og rettigheder. De er udstyret med fornuft og samvittighed, og
    de bør handle mod hverandre i en broderskabets ånd.
    """,
    "fi": """
    Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja
    omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä.
    """,
    "pl": """
    Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i
    sumieniem i powinni postępować wobec innych w duchu braterstwa.
    """,
    "cs": """
    Všichni lidé se rodí svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím a mají
    spolu jednat v duchu bratrství.
    """,
    "ro": """
    Toate ființele umane se nasc libere și egale în demnitate și în drepturi. Ele sunt înzestrate cu rațiune și
    conștiință și trebuie să se comporte unele față de altele în spiritul fraternității.
    """,
    "ca": """
    Tots els éssers humans neixen lliures i iguals en dignitat i en drets. Són dotats de raó i de consciència, i
    han de comportar-se fraternalment els uns amb els altres.
    """,
    "tr": """
    Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve birbirlerine
    karşı kardeşlik zihniyeti ile hareket etmelidirler.
    """,
    "hu": """
    Minden emberi lény szabadon születik és egyenlő méltósága és joga van. Az emberek, ésszel és lelkiismerettel
    bírván, egymással szemben testvéri szellemben kell hogy viseltessenek.
    """,
    "id": """
    Semua orang dilahirkan merdeka dan mempunyai martabat dan hak-hak yang sama. Mereka dikaruniai akal dan hati
    nurani dan hendaknya bergaul satu sama lain dalam semangat persaudaraan.
    """,
    "ru": """
    Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны
    поступать в отношении друг друга в духе братства.
    """,
    "el": """
    Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με
    λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα αδελφοσύνης.
    """,
    "ja": """
    すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。
    """,
    "zh": """
    人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。
    """,
    "ar": """
    يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح
    الإخاء.
    """,
    "sw": """
    Watu wote wamezaliwa huru, hadhi na haki zao ni sawa. Wote wamejaliwa akili na dhamiri, hivyo yapasa
    watendeane kindugu.
    """,
    "tl": """
    Ang lahat ng tao'y isinilang na malaya at pantay-pantay sa karangalan at mga karapatan. Sila'y pinagkalooban
    ng katwiran at budhi at dapat magpalagayan ang isa't isa sa diwa ng pagkakapatiran.
    """,
    "la": """
    Omnes homines liberi aequique dignitate atque iuribus nascuntur. Ratione conscientiaque praediti sunt et alii
    erga alios cum fraternitate se gerere debent.
    """,
    "pt song": """
    Meu amor, eu não posso viver sem ti, a noite é longa e o mar está calmo, só a lua me vê chorar, e no meu
    coração há uma saudade que não passa, meu bem, volta para mim.
    """,
    "it song": """
    Amore mio, senza di te la notte è lunga e il mare è scuro, piango da solo sulla strada, e nel mio cuore c'è
    una canzone che non finisce più, torna da me.
    """,
    "nl song": """
    Ik hou van jou en de nacht is zo lang, de maan schijnt over de stad, mijn hart is leeg en ik ben zo alleen,
    waar ben je nu, kom terug naar mij.
    """,
    "ja in Latin letters": """
    Kimi no koe ga kikoeru yo, boku wa hitori de aruite iru, yoru no machi ni ame ga furu, itsumo kimi wo
    sagashite iru no ni, kokoro wa tooi sora made tobu.
    """,
    "sv song": """
    Jag älskar dig i natten, min vän, och havet är stilla nu, jag ser en stjärna över staden och tänker på dig,
    men du är så långt från mig.
    """,
    "pt without accents": """
    eu nao posso viver sem voce meu amor a noite e longa e o mar esta calmo e so a lua me ve chorar por ti
    """,
    "af song": """
    Ek het jou lief en die nag is so lank, die maan skyn oor die stad, my hart is leeg en ek is so alleen, waar is jy
    nou, kom terug na my
    """,
    "gl song": """
    Eu non podo vivir sen ti, a noite é longa e o mar está calmo, só a lúa me ve chorar, e no meu corazón hai unha
    saudade que non pasa
    """,
    "ht song": """
    Mwen renmen ou anpil, lannwit la long, lanmè a kalm, se lalin nan sèlman ki wè m ap kriye, kè m ap soufri pou ou
    """,
    "pap song": """
    Mi no por biba sin bo, e anochi ta largu i laman ta ketu, ta e luna so ta mira mi ta yora, i den mi kurason tin un
    tristesa
    """,
    "oc song": """
    Ieu pòdi pas viure sens tu, la nuèch es longa e la mar es calma, sola la luna me vei plorar, e dins mon còr i a una
    tristesa
    """,
    "en and es": """
    I love you baby y no puedo más, te quiero in the night and you are mi amor, no me dejes, stay with me esta noche,
    bailando in the club con mi corazón
    """,
    "no language": """
    na na na hey hey la la la oh oh oh do do do dum dum da da da sha la la shoop shoop
    """,
}
