"""Spanish: the words by which it is known, that turn others around, and that carry an emotion or a theme.

Compiled by hand for this program and free under its licence; no published lexicon was copied. `lexicon` says how the
tables are read.
"""

from __future__ import annotations

STOP = """
yo tú él ella ello nosotros vosotros ellos ellas usted ustedes me te se nos os lo la los las le les mi mis tu tus su sus
nuestro nuestra nuestros nuestras mío mía tuyo tuya suyo suya mí ti sí el un una unos unas y e o u pero sino ni que
porque si cuando como donde mientras aunque de del a al en con sin por para sobre entre hasta desde hacia contra es soy
eres somos son era eras eran fue fui ser será sea está estoy estás estamos están estaba estar he has ha hemos han había
haber hay tengo tienes tiene tienen tener quiero quieres puede puedo puedes voy vas va vamos van hacer hace no nada
nunca más muy tan tanto mucho poco todo toda todos todas este esta esto estos estas ese esa eso esos esas aquel aquella
qué quién quien cómo cuándo dónde cual ya aún también solo sólo así aquí allí ahora después antes siempre otra otro cada
"""
NEGATORS = "no nunca jamás sin ni nada nadie ningún ninguno ninguna tampoco"
WITHOUT = "sin"
STOPS = "parar dejar deja dejo olvidar evitar"
AFTER = ""

EMOTIONS = {
    "joy": """
    feliz felices felicidad* alegr* contento* contenta* risa risas reír ríe ríen riendo sonri* sonríe* fiesta* gozo*
    goza* dicha dichos* ~sol ~baila* ~cantar ~canta ~cantando ~brilla* ~luz maravill* celebr* diver* paraíso* ~dulce*
    ~bonit* ~hermos* júbilo* ~libre ~verano ~viva victoria* eufori* aleluya* disfrut* ~bendi* entusiasm* encant*
    radiante* bravo carnaval* ~flores ~ganar ~gané ~ganamos
    """,
    "sadness": """
    triste* llor* lágrima* dolor* duele* sufr* pena penas ~sola soledad* solitari* desesper* amarg* melancol* ~perdí*
    perdid* ~perder pérdida* vací* adiós ~roto ~rota ~rotos herid* ~frío ~gris* ~morir ~muere ~lluvia* ~olvid* luto*
    sollozo* desgracia* desdich* abandon* ~cicatriz* angusti* llanto* quebra* lament* marchit* ~ahog* infeliz* ~cans*
    desconsuel*
    """,
    "love": """
    amor amores amar amo amas amaba amad* ama aman amé enamor* quererte quererme ~querer querid* cariñ* beso besos besa*
    bésame abraz* abrázame caricia* acarici* ternura* tiern* pasión* apasion* ~desear ~deseo* ~corazón* ~corazones
    ~labios ~boda* ~casar* ador* romance* romántic* ~brazos ~juntos ~novi* amante* ~piel ~dulce* ~linda* ~bebé
    """,
    "anger": """
    rabia* ira furia* furios* odio* odia* enoj* enfad* grit* maldi* mierda ~guerra* pelea* ~luchar golpe* mentira*
    mentiros* ~mientes traición* traicion* traidor* violen* cruel* enemig* ~puño* puños ~matar ~mata ~quema* destruy*
    destruir ~fuego celos* ~infierno* ~sangre despreci* veneno* ~culpa* ~romper coraje* ~puta* ~bala* vengar*
    """,
    "fear": """
    miedo* temor* teme* terror* aterr* asust* susto* horror* horrible* espant* pánico* pesadilla* tembl* tiembl*
    ~sombra* ~oscur* oscuridad* fantasma* monstruo* demonio* ~diablo* peligr* amenaza* huir ~huye* escond* ~angusti*
    nervios* ~noche preocup* ~lobo* ~cuchillo* ~frío ~extraños tiniebla* escalofrí* atrapad* pavor*
    """,
    "longing": """
    extrañ* añor* nostalg* ~esper* ~sueñ* ~soñar ~recuerd* ~lejos lejan* ~ausenci* ausencia* ausente* ~volver ~vuelve*
    ~regres* anhel* ~desear ~deseo* esperanza* ~buscar ~busco ~buscando ~horizonte* ~carta* suspir* ~falta* distancia*
    ~hogar ojalá
    """,
    "calm": """
    calma* paz tranquil* quiet* silenci* suave* ~dulce* ~lento ~lenta despacio descans* seren* ~dormir duerme* ~sueño
    nana arrull* susurr* ~respir* brisa* ~tibi* ~calor consuel* ~abrigo ~luna ~río armon* ~flot* ~almohada* ~ligera*
    ~segur* ~mece* plácid* sosieg* sosegad* ~remanso
    """,
    "surprise": """
    sorpresa* sorprend* repente ~pronto asombr* ~maravilla* milagro* increíble* inesperad* ~magia ~mágic* ~extraño*
    ~misteri* misterio* ~rayo* ~relámpago* curios* descubr* ~raro ~rara atónit* pasm* ~impacto* boquiabiert* desconcert*
    ~desconocid*
    """,
}

THEMES = {
    "love": """
    amor amores amar amo amas ama amad* enamor* quererte ~querer ~querid* cariñ* beso besos besa* bésame abraz* caricia*
    acarici* ternura* pasión* ~corazón* ~corazones ~labios ~boda* ~casar* ador* ~brazos ~juntos ~novi* ~amante* romance*
    romántic* ~deseo* ~piel ~dulce*
    """,
    "heartbreak": """
    desamor* adiós despedi* dejaste ~fuiste ~marcha* ~roto ~rota ~rotos ~sola ~llor* ~lágrima* ~traición* traicion*
    engañ* ~mentira* ~olvid* ~terminó ~acabó ~perdí* divorci* separa* ~arrepient* ~celos* ~maleta* ~soledad ~duele*
    """,
    "family": """
    madre* mamá mamita padre* papá hijo hijos hija hijas hermano* hermana* familia* ~niño niños niña* abuela* abuelo*
    cuna ~nacer ~nací nacimiento* bebé tío tía primo* espos*
    """,
    "friendship": """
    amigo* amiga* amistad* compañer* camarada* ~juntos ~confianza* leal* ~hombro* ~hermanos ~lado compadre* ~brind*
    """,
    "home": """
    hogar* casa casas ~puerta* ~cocina* ~jardín* pueblo* ~techo* ~tierra ~regres* ~volver ~raíces ~ventana* ~patria*
    ~patio* ~nido* ~vecin* ~barrio
    """,
    "travel": """
    camino* carretera* viaje* viajar ~tren trenes ~estación* maleta* equipaje* avión* aviones aeropuerto* coche* ~carro*
    ~rueda* ~motor* autopista* ~boleto* ~billete* frontera* ~horizonte* ~vag* kilómetr* ~lejos ~mapa* ~caminar
    caminante* ~andar ~rumbo* rumbo pasajer* ~ruta* ruta
    """,
    "night": """
    noche* medianoche* anoche luna ~estrella* ~oscur* ~sombra* anochec* atardec* crepúscul* ~dormir insomni* desvel*
    farol* ~vela ~velas madrugada* ~neón ~despiert* ~lámpara* búho*
    """,
    "dreams": """
    sueño sueños soñar soñé soñando soñad* ~dormir despert* imagin* ~ilusión* ilusion* fantas* ~nube* ~almohada*
    ~castillo* quimera* ~visión* ~deseo*
    """,
    "memory": """
    recuerd* recordar memoria* ~olvid* olvidar ayer ~pasado foto* antaño nostalg* ~infancia* ~viejo* ~vieja* ~años
    ~carta* ~diario ~aquellos ~álbum* ~polvo
    """,
    "youth": """
    joven jóvenes juventud* infancia* niñez* escuela* colegio* adolescen* ~quince ~dieciséis ~diecisiete ~inocen*
    ~crecer ~crecí* ~bicicleta* ~chico ~chicos ~chica* ~maestr* ~juegos muchach*
    """,
    "party": """
    fiesta* bail* ~pista disco* ~rumba* rumba ~tragos ~copa* copas vino cerveza* ~ron tequila* borrach* ~botella* ~bar
    ~bares cantina* ~sábado* ~viernes* brind* parranda* ~tambor* ~ritmo* ~salsa ~perre* ~cadera* ~celebr*
    """,
    "music": """
    músic* canción* canciones ~cant* cantar canta cantando canto cantor* melod* guitarra* piano* violín* tambor* ~radio*
    ~disco ~discos ritmo* ~nota* escenario* orquesta* ~voz ~coro* ~cuerdas acordeón* trompeta* ~verso* copla* serenata*
    """,
    "work": """
    trabaj* fábrica* jefe* oficina* sueldo* salario* obrer* máquina* sudor* ~lunes ~mina ~minas miner* campesin* cosech*
    ~martillo* desempleo* jornal* ~reloj* ~patrón*
    """,
    "money": """
    dinero* ~plata ~oro moneda* ~rico* ricos riqueza* millon* ~pobre* pobreza* ~banco* deuda* pagar ~pago* vend* precio*
    diamante* ~alquiler* fortuna* ~joya* ~peso ~pesos codicia* ~billete* compro compra compras comprado* comprar*
    """,
    "city": """
    ciudad* ~calle* calle calles avenida* acera* asfalto* ~metro edificio* barrio* ~plaza* ~taxi* ~neón tráfico*
    ~multitud* ~luces ~torre* esquina* semáforo* suburbio* ~cemento* rascacielos
    """,
    "nature": """
    árbol* bosque* selva* ~hoja* hojas ~flor* flor flores ~rosa* ~jardín* montaña* ~cerro* colina* valle* ~río* ríos
    arroyo* pájaro* ~ave aves hierba* ~campo* campos prado* ~tierra ~viento* primavera* ~semilla* ~piedra* mariposa*
    abeja* ~salvaje* ~trigo ~lago ~cascada* ~pino* ~raíz
    """,
    "sea": """
    mar mares océano* ~ola olas playa* ~arena* ~vela ~velas velero* barco* ~nave puerto* ancla* marinero* marea* ~sal
    isla* ~costa* orilla* faro* gaviota* capitán* naufrag* espuma* sirena* pescador* ~bahía*
    """,
    "sky": """
    cielo* estrella* ~estrell* ~luna ~sol ~nube* nubes volar ~vuel* ~ala alas ~espacio* cohete* planeta* galaxia*
    universo* ~cometa* ~astro* astros ~alto arcoíris ~azul* ~infinito* constelaci*
    """,
    "rain": """
    lluvia* llueve* llover lloviendo tormenta* tempestad* trueno* relámpago* ~rayo* paraguas ~gota* gotas mojad* inund*
    charco* aguacero* ~nube* ~gris* diluvio* llovizna*
    """,
    "summer": """
    verano* ~sol soleado* ~calor ~caliente* julio agosto ~junio ~playa* vacaciones ~nadar bronce* descalz* ~arena*
    ~helado* ~sombrilla*
    """,
    "winter": """
    invierno* nieve* nevad* nieva* nevando ~frío ~fría hielo helad* escarcha* congel* navidad* diciembre ~enero
    ~noviembre trineo* villancico* copos ~chimenea* ~abrigo* ~bufanda*
    """,
    "faith": """
    dios dioses ~señor jesús cristo reza* rezo* oración* oraciones fe ~creer ~cielo ángel* iglesia* ~alma* espíritu*
    bendi* ~gracia* pecado* ~paraíso* ~infierno* ~diablo* cruz biblia* santo* santa* sagrad* aleluya* amén altar*
    ~milagro* ~virgen* virgen ~salvador*
    """,
    "war": """
    guerra* soldado* ejército* batalla* combat* fusil* ~bala* balas bomba* ~cañón* cañon* trinchera* ~enemig* espada*
    ~bandera* ~marcha* uniforme* ~victoria* ~derrota* ~sangre ~arma armas ~general* ~paz ~medalla* ~ruina* tropa*
    ~trincher* ~herid*
    """,
    "protest": """
    revoluci* protest* rebeld* ~justicia* injusticia* ~poder gobierno* policía* president* políti* ~pueblo igualdad*
    ~lucha luchar huelga* barricada* oprim* ~ley ~leyes ~sistema* ~mentira* ~verdad* dictad* racis* ~unid* ~puño*
    ~consigna*
    """,
    "freedom": """
    libre* liber* ~cadena* cadenas jaula* prisión* cárcel* escap* ~volar ~alas ~muro* rejas ~huir ~horizonte* ~salvaje*
    ~romper independ* prisioner*
    """,
    "death": """
    muerte* muerto* muerta* morir muere* murió morirás tumba* ataúd* cementerio* enterr* ~matar ~matad* ceniza*
    ~fantasma* ~hueso* huesos calavera* ~luto* luto ~sangre ~etern* suicid* cadáver* asesin* funeral* ~viuda* sepult*
    """,
}
