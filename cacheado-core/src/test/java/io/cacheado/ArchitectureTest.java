package io.cacheado;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms, and what must not be found in them. */
class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.cacheado");

    private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("io.cacheado..");

    @Test
    void classes_ofTheCore_areFound() {
        assertThat(CORE.contain(Cacheado.class)).isTrue();
    }

    @Test
    void publicApi_signatures_nameNoInternalType() {
        check(classes()
                .that()
                .resideInAPackage("io.cacheado..")
                .and()
                .resideOutsideOfPackage("io.cacheado.internal..")
                .should(new NameNoInternalTypeInSignatures()));
    }

    @Test
    void table_dependsOn_nothingElseOfOurs() {
        check(noClasses()
                .that()
                .resideInAPackage("io.cacheado.internal.table..")
                .should()
                .dependOnClassesThat(OURS.and(not(resideInAPackage("io.cacheado.internal.table..")))));
    }

    @Test
    void evict_dependsOn_tablePolicyAndTimeOnly() {
        check(noClasses()
                .that()
                .resideInAPackage("io.cacheado.internal.evict..")
                .should()
                .dependOnClassesThat(OURS.and(not(resideInAnyPackage(
                        "io.cacheado.internal.evict..",
                        "io.cacheado.internal.table..",
                        "io.cacheado.internal.time..",
                        "io.cacheado.policy..")))));
    }

    @Test
    void context_dependsOn_scopesOnly() {
        check(noClasses()
                .that()
                .resideInAPackage("io.cacheado.internal.context..")
                .should()
                .dependOnClassesThat(
                        OURS.and(not(resideInAnyPackage("io.cacheado.internal.context..", "io.cacheado.scope..")))));
    }

    @Test
    void proxy_dependsOn_whatUsersSeeOnly() {
        check(noClasses()
                .that()
                .resideInAPackage("io.cacheado.internal.proxy..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.cacheado.internal..")
                        .and(not(resideInAnyPackage(
                                "io.cacheado.internal.proxy..", "io.cacheado.internal.context..")))));
    }

    @Test
    void rooms_dependencies_haveNoCycle() {
        check(slices().matching("io.cacheado.internal.(*)..").should().beFreeOfCycles());
    }

    @Test
    void tableAndEvict_maps_areNotFromTheJdkButForTheOverflow() {
        check(noClasses()
                .that()
                .resideInAnyPackage("io.cacheado.internal.table..", "io.cacheado.internal.evict..")
                .and()
                .haveNameNotMatching(".*Overflow.*")
                .should()
                .callCodeUnitWhere(DescribedPredicate.describe(
                        "it makes a java.util map", call -> makesJdkMap(call.getTarget()))));
    }

    @Test
    void objectStreams_inTheCore_areUsedNowhere() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ObjectInputStream.class, ObjectOutputStream.class));
    }

    // Exceptions and enums are serializable by their ancestors; nothing of ours asks for it.
    @Test
    void types_ofTheCore_areNotDeclaredSerializable() {
        check(noClasses()
                .should(ArchCondition.from(DescribedPredicate.describe(
                        "be declared serializable",
                        (JavaClass type) -> type.getRawInterfaces().stream()
                                .anyMatch(i -> i.isEquivalentTo(Serializable.class)
                                        || i.isEquivalentTo(Externalizable.class))))));
    }

    @Test
    void classes_inTheCore_areNeverFoundByAName() {
        check(noClasses()
                .should()
                .callCodeUnitWhere(DescribedPredicate.describe(
                        "it finds a class by a name",
                        call -> List.of("forName", "loadClass", "findClass", "defineClass")
                                .contains(call.getTarget().getName()))));
    }

    @Test
    void standardStreams_andStackTraces_areNotPrinted() {
        check(GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
    }

    @Test
    void threads_inTheCore_neverSleep() {
        check(noClasses()
                .should()
                .callCodeUnitWhere(DescribedPredicate.describe(
                        "it sleeps",
                        call -> call.getTarget().getOwner().isEquivalentTo(Thread.class)
                                && call.getTarget().getName().equals("sleep"))));
    }

    @Test
    void internalNames_comeFromTheAlgorithm() {
        check(noClasses()
                .that()
                .resideInAPackage("io.cacheado.internal..")
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)"));
    }

    private static void check(ArchRule rule) {
        // A rule that finds no class to judge has lost its package.
        rule.allowEmptyShould(false).check(CORE);
    }

    private static boolean makesJdkMap(CodeUnitCallTarget target) {
        JavaClass owner = target.getOwner();
        if (!owner.getPackageName().startsWith("java.util") || !owner.isAssignableTo(Map.class)) {
            return false;
        }
        return target.getName().equals("<init>") || target.getName().matches("of|ofEntries|copyOf|newKeySet");
    }

    private static final class NameNoInternalTypeInSignatures extends ArchCondition<JavaClass> {

        NameNoInternalTypeInSignatures() {
            super("name no internal type in what callers or heirs see");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (!isVisible(type)) {
                return;
            }
            List<JavaType> named = new ArrayList<>(type.getInterfaces());
            type.getSuperclass().ifPresent(named::add);
            addBounds(type.getTypeParameters(), named);
            report(type, type.getDescription(), named, events);
            for (JavaMember member : type.getMembers()) {
                if (isSeen(member)) {
                    report(type, member.getDescription(), namedBy(member), events);
                }
            }
        }

        private static boolean isVisible(JavaClass type) {
            boolean seen = type.getModifiers().contains(JavaModifier.PUBLIC)
                    || type.getModifiers().contains(JavaModifier.PROTECTED);
            return seen
                    && type.getEnclosingClass()
                            .map(NameNoInternalTypeInSignatures::isVisible)
                            .orElse(true);
        }

        private static boolean isSeen(JavaMember member) {
            return !member.getModifiers().contains(JavaModifier.SYNTHETIC)
                    && (member.getModifiers().contains(JavaModifier.PUBLIC)
                            || member.getModifiers().contains(JavaModifier.PROTECTED));
        }

        private static List<JavaType> namedBy(JavaMember member) {
            List<JavaType> named = new ArrayList<>();
            if (member instanceof JavaField field) {
                named.add(field.getType());
            } else if (member instanceof JavaCodeUnit unit) {
                named.add(unit.getReturnType());
                named.addAll(unit.getParameterTypes());
                named.addAll(unit.getExceptionTypes());
                addBounds(unit.getTypeParameters(), named);
            }
            return named;
        }

        private static void addBounds(List<? extends JavaTypeVariable<?>> variables, List<JavaType> named) {
            variables.forEach(variable -> named.addAll(variable.getUpperBounds()));
        }

        private static void report(JavaClass type, String where, List<JavaType> named, ConditionEvents events) {
            for (JavaType one : named) {
                for (JavaClass raw : one.getAllInvolvedRawTypes()) {
                    if (raw.getPackageName().startsWith("io.cacheado.internal")) {
                        events.add(SimpleConditionEvent.violated(type, where + " names " + raw.getName()));
                    }
                }
            }
        }
    }
}
