//! Tests of the incident stage: tables' examples, the schema's seed, robustness.

use super::tests_support::{kinds_in, kinds_of, mentions_in, mentions_of};
use super::*;
use crate::data::{self, DataError};

#[test]
fn triggers_catch_and_miss_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for row in data::table("lexicons/incident_triggers.tsv")? {
        if kinds_in(row.get("catches"), &lexicon).is_empty() == (row.get("kind") != "none") {
            wrong.push(format!("{}: nothing in {:?}", row.get("pattern"), row.get("catches")));
        }
        let found = kinds_in(row.get("misses"), &lexicon);
        if found.is_empty() == (row.get("kind") == "none") {
            wrong.push(format!("{}: {found:?} in {:?}", row.get("pattern"), row.get("misses")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Languages with tables of their own beside English.
const OTHERS: [&str; 4] = ["ar", "es", "fr", "ru"];

#[test]
fn tables_of_every_language_can_be_read() -> Result<(), Box<dyn std::error::Error>> {
    Ok(Lexicon::bundled()?.check()?)
}

#[test]
fn triggers_of_other_languages_catch_and_miss_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for language in OTHERS {
        for row in data::table(super::lexicon::triggers_of(language))? {
            let none = row.get("kind") == "none";
            let wanted = Kind::from_word(row.get("kind").trim_end_matches('*'));
            let caught = kinds_of(row.get("catches"), language, &lexicon);
            let open = row.get("kind").ends_with('*');
            if none != caught.is_empty() || !none && !open && !wanted.is_some_and(|kind| caught.contains(&kind)) {
                wrong.push(format!("{language} {}: {caught:?} in {:?}", row.get("pattern"), row.get("catches")));
            }
            let found = kinds_of(row.get("misses"), language, &lexicon);
            if found.is_empty() == none {
                wrong.push(format!("{language} {}: {found:?} in the miss {:?}", row.get("pattern"), row.get("misses")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[test]
fn cues_of_other_languages_catch_and_miss_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for row in data::table("lexicons/incident_tellings.tsv")? {
        let told = |column| super::tests_support::assertions_of(row.get(column), row.get("language"), &lexicon);
        let is = |a: &Assertion| a.as_str() == row.get("assertion");
        if !told("catches").iter().any(is) || told("misses").iter().any(is) {
            let (catches, misses) = (told("catches"), told("misses"));
            wrong.push(format!("{} {}: {catches:?}, {misses:?}", row.get("language"), row.get("pattern")));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[test]
fn classes_of_other_languages_hold_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for row in data::table("lexicons/incident_classes.tsv")? {
        let words = lexicon.of(Some(row.get("language")));
        let is = |word: &str| words.is(row.get("class"), &crate::letters::folded(&word.to_lowercase()));
        if !row.list("catches").all(is) || row.list("misses").any(is) {
            wrong.push(format!("{} {}", row.get("language"), row.get("class")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn any_words_are_read_without_end_or_panic() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    for words in ["", "a", "shelled", "strike strike strike", "¿“”(by by by of of", "killed by"] {
        let _ = mentions_in(words, &lexicon);
    }
    for language in OTHERS {
        for words in ["", "،", "قصف", "وال", "l'", "d'attaque", "«", "обстрел", "¿“”(by a de de d'", "ataque por por", "قصف من قبل"]
        {
            let _ = mentions_of(words, language, &lexicon);
        }
        let long = "قصف الجيش السوق l'attaque de l'armée ataque por el обстрел армии par ".repeat(1_500);
        assert!(mentions_of(&long, language, &lexicon).len() <= 600);
    }
    let long = "shells fell on the market by the army ".repeat(20_000);
    assert!(mentions_in(&long, &lexicon).len() <= 600);
    Ok(())
}

/// The incidents of the contract's example, read with its other parts as given.
#[test]
fn the_seed_is_read_as_the_contract_has_it() -> Result<(), Box<dyn std::error::Error>> {
    let json: crate::reading::ReadingJson = serde_json::from_str(include_str!("../../../../docs/schema/seed.reading.json"))?;
    let seed = json.into_reading()?;
    let abbreviations = crate::segment::Abbreviations::bundled()?;
    let segments = crate::segment::segment(&seed.report, &abbreviations);
    let parts = Parts { places: &seed.places, times: &seed.times, counts: &seed.counts, claims: &seed.claims };
    assert_eq!(recognise(&seed.report, &segments, &parts, &Lexicon::bundled()?), seed.incidents);
    Ok(())
}

#[test]
fn cues_catch_and_miss_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for row in data::table("lexicons/incident_cues.tsv")? {
        let told = super::tests_support::assertions_in(row.get("catches"), &lexicon);
        if !told.iter().any(|a| a.as_str() == row.get("assertion")) {
            wrong.push(format!("{}: {told:?} in {:?}", row.get("pattern"), row.get("catches")));
        }
        let told = super::tests_support::assertions_in(row.get("misses"), &lexicon);
        if row.get("assertion") != "asserted" && told.iter().any(|a| a.as_str() == row.get("assertion")) {
            wrong.push(format!("{}: {told:?} in {:?}", row.get("pattern"), row.get("misses")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn classes_and_fields_hold_their_examples() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    for row in data::table("lexicons/incident_words.tsv")? {
        assert!(row.list("catches").all(|w| lexicon.of(None).is(row.get("class"), w)), "{}", row.get("class"));
        assert!(!row.list("misses").any(|w| lexicon.of(None).is(row.get("class"), w)), "{}", row.get("class"));
    }
    for (index, row) in data::table("lexicons/incident_domains.tsv")?.iter().enumerate() {
        assert!(row.list("catches").all(|w| lexicon.of(None).domain(w) == Some(index)), "{}", row.get("domain"));
        assert!(!row.list("misses").any(|w| lexicon.of(None).domain(w) == Some(index)), "{}", row.get("domain"));
    }
    Ok(())
}

#[test]
fn events_are_told_in_their_way_in_other_languages() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    let mut wrong = Vec::new();
    for (language, wanted, words) in [
        ("fr", Assertion::Denied, "L'armée a démenti avoir bombardé le village"),
        ("fr", Assertion::Denied, "Aucune frappe aérienne n'a eu lieu dans ce secteur"),
        ("fr", Assertion::Denied, "Le ministère affirme qu'il n'a pas attaqué l'hôpital"),
        ("fr", Assertion::Denied, "Le porte-parole nie toute implication dans l'attaque du village"),
        ("fr", Assertion::Attempted, "La police a déjoué un attentat à la bombe"),
        ("fr", Assertion::Attempted, "Une tentative d'enlèvement a échoué"),
        ("fr", Assertion::Attempted, "Les démineurs ont désamorcé une bombe près de la gare"),
        ("fr", Assertion::Threatened, "Le groupe menace d'attaquer la capitale et ses soldats"),
        ("fr", Assertion::Threatened, "Le chef rebelle a promis de nouvelles attaques contre l'armée"),
        ("fr", Assertion::Planned, "Ils préparaient un attentat contre une caserne"),
        ("fr", Assertion::Planned, "Une manifestation est prévue vendredi contre le gouvernement"),
        ("fr", Assertion::Hypothetical, "Les habitants craignent de nouveaux bombardements"),
        ("fr", Assertion::Hypothetical, "Une frappe pourrait viser le port"),
        ("fr", Assertion::Hypothetical, "Si l'armée bombarde la ville, nous partirons"),
        ("fr", Assertion::Pattern, "L'armée bombarde régulièrement les villages de la vallée"),
        ("fr", Assertion::Pattern, "Les tirs de mortier visent chaque nuit le quartier"),
        ("fr", Assertion::Asserted, "Le bombardement aurait fait dix morts, selon une source locale"),
        ("fr", Assertion::Asserted, "Des hommes armés auraient attaqué le poste de police"),
        ("fr", Assertion::Background, "Il y a dix ans, un attentat suicide avait tué vingt personnes"),
        ("es", Assertion::Denied, "El ejército desmintió haber bombardeado la aldea"),
        ("es", Assertion::Denied, "No hubo ningún ataque aéreo en la zona"),
        ("es", Assertion::Denied, "El ministerio asegura que no atacó el hospital"),
        ("es", Assertion::Attempted, "La policía frustró un atentado con bomba"),
        ("es", Assertion::Attempted, "Intentaron secuestrar a un periodista"),
        ("es", Assertion::Attempted, "Los artificieros desactivaron una bomba en la estación"),
        ("es", Assertion::Threatened, "El grupo amenazó con atacar la capital y a sus soldados"),
        ("es", Assertion::Threatened, "El jefe rebelde prometió nuevos ataques contra el ejército"),
        ("es", Assertion::Planned, "Planeaban un atentado contra un cuartel"),
        ("es", Assertion::Planned, "Una manifestación está convocada para el viernes contra el gobierno"),
        ("es", Assertion::Hypothetical, "Los vecinos temen nuevos bombardeos"),
        ("es", Assertion::Hypothetical, "Un ataque aéreo podría golpear el puerto"),
        ("es", Assertion::Hypothetical, "Si el ejército bombardea la ciudad, nos iremos"),
        ("es", Assertion::Pattern, "El ejército bombardea regularmente las aldeas del valle"),
        ("es", Assertion::Pattern, "Los ataques con mortero se repiten cada noche en el barrio"),
        ("es", Assertion::Asserted, "El bombardeo habría dejado diez muertos, según una fuente"),
        ("es", Assertion::Asserted, "Hombres armados habrían atacado el puesto de policía"),
        ("es", Assertion::Background, "Hace diez años un atentado suicida mató a veinte personas"),
        ("ru", Assertion::Denied, "Армия опровергла, что бомбила село"),
        ("ru", Assertion::Denied, "Никаких авиаударов в этом районе не наносилось"),
        ("ru", Assertion::Denied, "Министерство заявило, что армия не обстреливала больницу"),
        ("ru", Assertion::Denied, "Военные отрицают удар по больнице"),
        ("ru", Assertion::Attempted, "Полиция предотвратила теракт на вокзале"),
        ("ru", Assertion::Attempted, "Попытка похищения журналиста сорвалась"),
        ("ru", Assertion::Attempted, "Сапёры обезвредили бомбу у вокзала"),
        ("ru", Assertion::Threatened, "Группировка угрожает ударами по столице"),
        ("ru", Assertion::Threatened, "Главарь боевиков пообещал новые нападения на армию"),
        ("ru", Assertion::Planned, "Они готовили теракт на военной базе"),
        ("ru", Assertion::Planned, "Боевики планируют напасть на пост"),
        ("ru", Assertion::Hypothetical, "Жители опасаются новых обстрелов"),
        ("ru", Assertion::Hypothetical, "Возможный удар по порту обсуждают военные"),
        ("ru", Assertion::Hypothetical, "Если армия начнёт бомбить город, мы уедем"),
        ("ru", Assertion::Pattern, "Армия регулярно обстреливает сёла в долине"),
        ("ru", Assertion::Pattern, "Миномётные обстрелы повторяются каждую ночь"),
        ("ru", Assertion::Asserted, "По данным источника, удар якобы унёс жизни десяти человек"),
        ("ru", Assertion::Background, "Десять лет назад теракт в метро унёс жизни двадцати человек"),
        ("ru", Assertion::Asserted, "Погибли трое при обстреле, сообщил губернатор, не уточнив подробностей"),
        ("ar", Assertion::Denied, "نفى الجيش قصف القرية"),
        ("ar", Assertion::Denied, "لم تنفذ أي غارة جوية في المنطقة"),
        ("ar", Assertion::Denied, "أكدت الوزارة أن الجيش لم يقصف المستشفى"),
        ("ar", Assertion::Denied, "نفت القيادة مسؤوليتها عن الهجوم على القرية"),
        ("ar", Assertion::Attempted, "أحبطت الشرطة تفجيرا في المحطة"),
        ("ar", Assertion::Attempted, "محاولة اختطاف صحفي باءت بالفشل"),
        ("ar", Assertion::Attempted, "فككت وحدة الهندسة عبوة ناسفة قرب الجسر"),
        ("ar", Assertion::Threatened, "هددت الجماعة بقصف العاصمة"),
        ("ar", Assertion::Threatened, "توعد قائد المسلحين بهجمات جديدة على الجيش"),
        ("ar", Assertion::Planned, "كانوا يخططون لتنفيذ هجوم على ثكنة"),
        ("ar", Assertion::Planned, "دعوات لتظاهرة حاشدة ضد الحكومة يوم الجمعة"),
        ("ar", Assertion::Hypothetical, "يخشى السكان من قصف جديد"),
        ("ar", Assertion::Hypothetical, "مخاوف من غارات جديدة على الميناء"),
        ("ar", Assertion::Hypothetical, "إذا قصف الجيش المدينة سنرحل"),
        ("ar", Assertion::Pattern, "يقصف الجيش القرى بشكل يومي"),
        ("ar", Assertion::Pattern, "تتعرض الأحياء لقصف مدفعي كل ليلة"),
        ("ar", Assertion::Asserted, "كانت الطائرات قد قصفت السوق صباحا"),
        ("ar", Assertion::Asserted, "تعرضت البلدة لقصف صاروخي أمس"),
        ("ar", Assertion::Background, "قبل عشر سنوات قتل تفجير انتحاري عشرين شخصا"),
    ] {
        let told = super::tests_support::assertions_of(words, language, &lexicon);
        if told.is_empty() || told.iter().any(|a| *a != wanted) {
            wrong.push(format!("{wanted}: {told:?} in {words:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn politics_weather_and_markets_of_other_languages_tell_of_no_incident() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    for (language, words) in [
        ("fr", "Le ministre a attaqué le budget devant le parlement à Paris"),
        ("fr", "La grève des cheminots frappe durement la région"),
        ("fr", "L'entreprise vise une hausse de ses ventes en Afrique"),
        ("fr", "La banque centrale a lancé une offensive contre l'inflation"),
        ("fr", "Les négociateurs ont exécuté le plan de paix signé à Genève"),
        ("fr", "Le gouvernement condamne les violences et appelle au calme"),
        ("fr", "Le Parlement a adopté la loi sur les armes à feu"),
        ("fr", "Une conférence sur la lutte contre le terrorisme s'est tenue à Tunis"),
        ("fr", "Le président a rendu visite aux soldats blessés à l'hôpital"),
        ("fr", "Les réfugiés manquent d'eau dans le camp, avertit l'ONU"),
        ("fr", "L'armée a reçu douze hélicoptères neufs"),
        ("fr", "Le musée expose des obus de la Grande Guerre"),
        ("fr", "Les députés protestent contre la réforme"),
        ("fr", "Un incendie de forêt ravage le massif"),
        ("fr", "L'avion transportait 120 passagers vers Alger"),
        ("fr", "La police recherche un homme disparu depuis mardi"),
        ("fr", "L'orage a détruit des serres près de Nice"),
        ("fr", "La récolte de mines de cuivre au Katanga augmente"),
        ("fr", "Le chanteur a enflammé la scène du festival"),
        ("fr", "Les tirs au but ont décidé du match à Lyon"),
        ("fr", "Un tribunal a condamné deux hommes à dix ans de prison pour vol"),
        ("fr", "Le cessez-le-feu tient depuis dimanche à Hodeïda"),
        ("fr", "Le ministre de la Défense a inspecté les troupes à la frontière"),
        ("es", "El ministro atacó el presupuesto ante el parlamento en Madrid"),
        ("es", "La huelga golpea con fuerza a la región"),
        ("es", "La empresa apunta a elevar sus ventas en África"),
        ("es", "El banco central lanzó una ofensiva contra la inflación"),
        ("es", "Ejecutaron el plan de paz firmado en Ginebra"),
        ("es", "El gobierno condena la violencia y llama a la calma"),
        ("es", "El Congreso aprobó la ley de armas de fuego"),
        ("es", "Una conferencia sobre la lucha contra el terrorismo se celebró en Túnez"),
        ("es", "El presidente visitó a los soldados heridos en el hospital"),
        ("es", "El ejército recibió doce helicópteros nuevos"),
        ("es", "El museo expone obuses de la guerra civil"),
        ("es", "Los diputados protestan contra la reforma"),
        ("es", "Un incendio forestal arrasa la sierra"),
        ("es", "El avión llevaba 120 pasajeros a Bogotá"),
        ("es", "La policía busca a un hombre desaparecido desde el martes"),
        ("es", "La tormenta destruyó invernaderos cerca de Almería"),
        ("es", "Las minas de cobre de Chile producen más"),
        ("es", "El cantante incendió el escenario del festival"),
        ("es", "Los tiros desde el punto penal decidieron el partido en Sevilla"),
        ("es", "Un tribunal condenó a dos hombres a diez años de cárcel por robo"),
        ("es", "El alto el fuego se mantiene desde el domingo en Hodeida"),
        ("es", "La detención del dólar en su caída alivia al gobierno"),
        ("es", "Los precios dispararon la protesta del sector"),
        ("ru", "Министр атаковал проект бюджета в парламенте"),
        ("ru", "Забастовка железнодорожников ударила по региону"),
        ("ru", "Компания нацелилась на рост продаж в Африке"),
        ("ru", "Центробанк начал борьбу с инфляцией"),
        ("ru", "Стороны подписали в Женеве мирный план"),
        ("ru", "Правительство осудило насилие и призвало к спокойствию"),
        ("ru", "Парламент принял закон об оружии"),
        ("ru", "Конференция по борьбе с терроризмом прошла в Тунисе"),
        ("ru", "Президент посетил раненых солдат в госпитале"),
        ("ru", "Армия получила двенадцать новых вертолётов"),
        ("ru", "В музее выставили снаряды времён войны"),
        ("ru", "Депутаты выступили против реформы"),
        ("ru", "Лесной пожар уничтожил сто гектаров"),
        ("ru", "Самолёт со 120 пассажирами вылетел в Алжир"),
        ("ru", "Полиция ищет пропавшего во вторник мужчину"),
        ("ru", "Шторм повредил теплицы под Краснодаром"),
        ("ru", "Медные шахты Чили наращивают добычу"),
        ("ru", "Певец взорвал зал на фестивале"),
        ("ru", "Серия пенальти решила исход матча в Лионе"),
        ("ru", "Суд приговорил двоих мужчин к десяти годам за кражу"),
        ("ru", "Перемирие в Ходейде держится с воскресенья"),
        ("ru", "Курс рубля упал после удара по экономике"),
        ("ru", "Учения войск прошли на полигоне под Минском, артиллерия поразила мишени"),
        ("ru", "Мороз ударил по садам Поволжья"),
        ("ru", "Взрыв цен на рынке жилья напугал покупателей"),
        ("ar", "هاجم الوزير مشروع الموازنة في البرلمان"),
        ("ar", "الإضراب يضرب المنطقة بقوة"),
        ("ar", "تستهدف الشركة زيادة المبيعات في أفريقيا"),
        ("ar", "أطلق البنك المركزي حملة ضد التضخم"),
        ("ar", "نفذ الطرفان خطة السلام الموقعة في جنيف"),
        ("ar", "دانت الحكومة العنف ودعت إلى الهدوء"),
        ("ar", "أقر البرلمان قانون السلاح"),
        ("ar", "عقد مؤتمر مكافحة الإرهاب في تونس"),
        ("ar", "زار الرئيس الجنود الجرحى في المستشفى"),
        ("ar", "تسلم الجيش اثنتي عشرة مروحية جديدة"),
        ("ar", "يعرض المتحف قذائف من الحرب القديمة"),
        ("ar", "احتج النواب على الإصلاح"),
        ("ar", "حريق غابات يلتهم الجبل"),
        ("ar", "أقلعت الطائرة وعلى متنها 120 راكبا إلى الجزائر"),
        ("ar", "تبحث الشرطة عن رجل مفقود منذ الثلاثاء"),
        ("ar", "دمرت العاصفة بيوتا زجاجية قرب نيس"),
        ("ar", "مناجم النحاس في تشيلي تزيد إنتاجها"),
        ("ar", "المطرب أشعل مسرح المهرجان"),
        ("ar", "ركلات الترجيح حسمت مباراة ليون"),
        ("ar", "حكمت المحكمة على رجلين بالسجن عشر سنوات بتهمة السرقة"),
        ("ar", "وقف إطلاق النار صامد منذ الأحد في الحديدة"),
        ("ar", "أوقف البنك بث قرار الفائدة"),
        ("ar", "ضربت موجة برد شمال البلاد"),
        ("ar", "هجوم الفريق سجل هدفين في مرمى الضيوف"),
    ] {
        assert!(mentions_of(words, language, &lexicon).is_empty(), "{words}: {:?}", mentions_of(words, language, &lexicon));
    }
    Ok(())
}

#[test]
fn figures_of_speech_tell_of_no_incident() -> Result<(), DataError> {
    let lexicon = Lexicon::bundled()?;
    for words in [
        "The striker fired a rocket into the net and the coach praised the attack of his side after the match.",
        "Nurses voted for a strike over wages, the union said.",
        "Shares exploded after the merger and investors attacked the board over the dividend.",
        "Gusts struck the coast and the storm hit two towns, the forecaster said.",
        "The director said critics had bombed his film at the festival.",
    ] {
        assert!(mentions_in(words, &lexicon).is_empty(), "{words}: {:?}", mentions_in(words, &lexicon));
    }
    Ok(())
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Words of the lexicons in any order, with marks between, are read without a panic.
    #[test]
    fn rows_of_triggers_are_read(words in proptest::collection::vec("(shells|fell|on|the|by|army|“|”|strike|killed|of|its|\\(|\\)|,|é|Front|denied|no|not|2|accused|behind|from|was|a)", 1..60)) {
        static LEXICON: std::sync::LazyLock<Lexicon> = std::sync::LazyLock::new(|| Lexicon::bundled().unwrap_or_default());
        let _ = mentions_in(&words.join(" "), &LEXICON);
    }

    /// The same in the other languages, with what is written together.
    #[test]
    fn rows_of_other_triggers_are_read(words in proptest::collection::vec("(قصف|وبالقصف|الجيش|من|قبل|نفى|لم|،|l'attaque|d'un|par|armée|marché|tué|«|»|ataque|por|ejército|no|удар|армии|по|рынку|не|обстрелян|боевиками|2|\\.)", 1..60)) {
        static LEXICON: std::sync::LazyLock<Lexicon> = std::sync::LazyLock::new(|| Lexicon::bundled().unwrap_or_default());
        for language in OTHERS {
            let _ = mentions_of(&words.join(" "), language, &LEXICON);
        }
    }
}
