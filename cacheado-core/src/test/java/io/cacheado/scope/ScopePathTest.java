package io.cacheado.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Finding a scope by its ids without making it: the hash, the comparison, and that neither allocates. */
class ScopePathTest {

    private static final long SEED = 7;

    enum Plan {
        FREE {},
        PAID
    }

    private final ScopeTree tree = Trees.shop();
    private final ScopePath organization = tree.path("organization");
    private final ScopePath user = tree.path("user");
    private final ScopePath session = tree.path("session");

    static Stream<Object> ids() {
        Random random = new Random(SEED);
        Stream<Object> longs = LongStream.concat(
                        LongStream.of(0, 1, -1, 9, 10, -10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE),
                        random.longs(50).map(n -> n >> random.nextInt(64)))
                .boxed()
                .map(n -> n);
        Stream<Object> others = Stream.of(
                Integer.MIN_VALUE,
                Integer.MAX_VALUE,
                -42,
                Short.MIN_VALUE,
                Byte.MIN_VALUE,
                (short) 7,
                (byte) 7,
                BigInteger.ZERO,
                BigInteger.valueOf(Long.MIN_VALUE),
                BigInteger.ONE.shiftLeft(63),
                BigInteger.TEN.pow(40).negate(),
                new UUID(0, 0),
                new UUID(-1, -1),
                new UUID(0x0123456789abcdefL, 0xfedcba9876543210L),
                new UUID(random.nextLong(), random.nextLong()),
                Plan.FREE,
                Plan.PAID,
                "acme",
                "1/user:2",
                "日本語");
        return Stream.concat(longs, others);
    }

    private static String text(Object id) {
        return id instanceof Enum<?> constant ? constant.name() : id.toString();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void hash_byIds_isThatOfTheScope(Object id) {
        Scope byText = tree.scope("organization", text(id));

        assertThat(organization.hashOf(id)).isEqualTo(byText.hashCode());
        assertThat(organization.scope(id)).isEqualTo(byText);
        assertThat(user.hashOf(id, "x")).isEqualTo(byText.child("user", "x").hashCode());
        assertThat(user.hashOf("x", id)).isEqualTo(user.scope("x", text(id)).hashCode());
        assertThat(session.hashOf("x", id, "y"))
                .isEqualTo(session.scope("x", text(id), "y").hashCode());
        assertThat(session.hashOf("x", "y", id))
                .isEqualTo(session.scope("x", "y", text(id)).hashCode());
    }

    @ParameterizedTest
    @MethodSource("ids")
    void matches_equalText_isTrueForThatTextOnly(Object id) {
        String text = text(id);

        assertThat(organization.matches(tree.scope("organization", text), id)).isTrue();
        assertThat(user.matches(tree.scope("user", "acme", text), "acme", id)).isTrue();
        assertThat(user.matches(tree.scope("user", text, "acme"), id, "acme")).isTrue();
        assertThat(user.matches(tree.scope("user", text, "acme"), "acme", id)).isEqualTo(text.equals("acme"));
        assertThat(user.matches(tree.scope("user", "acme", text), "other", id)).isFalse();
        Scope one = tree.scope("session", text, "u", text);
        assertThat(session.matches(one, id, "u", id)).isTrue();
        assertThat(session.matches(one, "-", "u", id)).isFalse();
        assertThat(session.matches(one, id, "-", id)).isFalse();
        assertThat(session.matches(one, id, "u", "-")).isFalse();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == '1' ? '2' : '1';
            for (String near : List.of(
                    text.substring(0, i) + other + text.substring(i + 1),
                    text.substring(0, i) + "-" + text.substring(i),
                    "0" + text,
                    text + "0",
                    text + text.substring(0, i))) {
                assertThat(tree.scope("organization", near).matches(id)).isEqualTo(near.equals(text));
            }
            String prefix = text.substring(0, i);
            assertThat(!prefix.isEmpty() && tree.scope("organization", prefix).matches(id))
                    .isFalse();
        }
    }

    @Test
    void matches_eachIdAgainstEachText_isEqualityOfTexts() {
        List<Object> all = ids().toList();
        for (Object one : all) {
            Scope scope = organization.scope(one);
            for (Object two : all) {
                assertThat(organization.matches(scope, two))
                        .as("%s and %s", one, two)
                        .isEqualTo(text(one).equals(text(two)));
            }
        }
    }

    @Test
    void matches_otherLevelDepthOrTree_isFalse() {
        assertThat(organization.matches(tree.scope("tenant", 1), 1)).isFalse();
        assertThat(organization.matches(tree.global(), "")).isFalse();
        assertThat(user.matches(tree.scope("user", 1, 2), 2)).isFalse();
        assertThat(organization.matches(tree.scope("user", 1, 2), 1, 2)).isFalse();
        assertThat(user.matches(tree.scope("project", 1, 2), 1, 2)).isFalse();
        assertThat(user.matches(tree.scope("user", 1, 2), 1, 2, 3)).isFalse();
        assertThat(session.matches(tree.scope("environment", 1, 2, 3), 1, 2, 3)).isFalse();
        assertThat(user.matches(Trees.shop().scope("user", 1, 2), 1, 2)).isTrue();
        assertThat(organization.matches(
                        ScopeTree.of(ScopeLevel.level("organization", "org_id")).scope("organization", 1), 1))
                .isFalse();
    }

    @Test
    void s3_hashWithTooFewOrNullIds_namesTheMissingParameter() {
        assertThatThrownBy(() -> user.hashOf("acme"))
                .isInstanceOf(MissingScopeException.class)
                .hasMessage("level \"user\" needs \"org_id\", \"user_id\", but \"user_id\" is missing");
        assertThatThrownBy(() -> tree.path("session").hashOf("acme", 42))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("\"session_id\" is missing");
        assertThatThrownBy(() -> session.hashOf("acme", 42, null))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("\"session_id\" is missing");
        assertThatThrownBy(() -> user.hashOf("acme", null))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("\"user_id\" is missing");
        assertThatThrownBy(() -> user.hashOf(null, 42))
                .isInstanceOf(MissingScopeException.class)
                .hasMessageContaining("\"org_id\" is missing");
        assertThatThrownBy(() -> organization.hashOf(null)).isInstanceOf(MissingScopeException.class);
    }

    @Test
    void hash_tooManyIds_namesTheLevelAndItsParameters() {
        assertThatThrownBy(() -> organization.hashOf("acme", 42))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("level \"organization\" needs \"org_id\", but 2 ids were given");
        assertThatThrownBy(() -> user.hashOf("acme", 42, 1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("level \"user\" needs \"org_id\", \"user_id\", but 3 ids were given");
        assertThatThrownBy(() -> tree.path("global").hashOf("acme"))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("level \"global\" needs no ids, but 1 id was given");
    }

    @Test
    void hash_idThatNoScopeCanHave_matchesNothingAndIsRefusedWhenMade() {
        for (String id : List.of("", "\ud800", "x".repeat(2_000))) {
            int hash = organization.hashOf(id);
            assertThat(organization.hashOf(id)).isEqualTo(hash);
            assertThat(organization.matches(tree.scope("organization", "x"), id))
                    .isFalse();
            assertThatThrownBy(() -> organization.scope(id)).isExactlyInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void path_always_saysWhereItLeads() {
        assertThat(user.level()).isEqualTo("user");
        assertThat(user.tree()).isSameAs(tree);
        assertThat(user.depth()).isEqualTo(2);
        assertThat(user).hasToString("user[org_id, user_id]");
        assertThat(tree.path("global").idNames()).isEmpty();
        assertThat(tree.path("global").scope()).isSameAs(tree.global());
        assertThat(user).isNotEqualTo(organization).isNotEqualTo("user");
    }

    @Test
    void probe_ofAnyIdType_allocatesNothing() {
        Object[] ids = {
            "acme",
            42,
            -1_234_567,
            123_456_789_012L,
            Long.MIN_VALUE,
            (short) 1_000,
            (byte) -5,
            BigInteger.valueOf(Long.MAX_VALUE),
            new UUID(0x0123456789abcdefL, 0xfedcba9876543210L),
            Plan.FREE
        };
        Scope[] organizations = new Scope[ids.length];
        Scope[] users = new Scope[ids.length];
        for (int i = 0; i < ids.length; i++) {
            organizations[i] = organization.scope(ids[i]);
            users[i] = user.scope(ids[i], ids[ids.length - 1 - i]);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 20_000;
        assertThat(probe(ids, organizations, users, 1_000)).isEqualTo(1_000 * ids.length);

        long before = threads.getCurrentThreadAllocatedBytes();
        int found = probe(ids, organizations, users, rounds);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(found).isEqualTo(rounds * ids.length);
        // 400,000 look-ups; the slack is for the measurement itself.
        assertThat(allocated).isLessThan(1_000);
    }

    private int probe(Object[] ids, Scope[] organizations, Scope[] users, int rounds) {
        int found = 0;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < ids.length; i++) {
                Object id = ids[i];
                Object id2 = ids[ids.length - 1 - i];
                Scope one = organizations[i];
                Scope two = users[i];
                if (organization.hashOf(id) == one.hashCode()
                        && organization.matches(one, id)
                        && user.hashOf(id, id2) == two.hashCode()
                        && user.matches(two, id, id2)
                        && two.topLevelHash() == one.hashCode()
                        && two.at("organization").equals(one)
                        && two.isWithin(one)) {
                    found++;
                }
            }
        }
        return found;
    }
}
