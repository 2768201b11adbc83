import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * An unpacked bundle, checked against what Maven Central asks of a publication and against the house's own rules. The
 * first argument is the folder, the second the fingerprint of the only key that may have signed; it can be left out.
 * Prints one line for each fault. {@code dev/publish/check-bundle} runs it.
 */
final class CheckBundle {
    private static final String GROUP = "io.cacheado";
    private static final String BOM = "cacheado-bom";
    private static final Pattern RELEASE = Pattern.compile("\\d+\\.\\d+\\.\\d+");
    private static final Pattern OWN_VERSION = Pattern.compile("\\$\\{project\\.version}");
    private static final Pattern SIGNED_BY = Pattern.compile("(?m)^\\[GNUPG:] VALIDSIG .* (\\w+)$");
    private static final Set<String> SUFFIXES =
            Set.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json");
    private static final Map<String, String> CHECKSUMS = checksums();

    private final Path root;
    private final String onlyKey;
    private final List<String> faults = new ArrayList<>();
    /** The POM of each artifact, by its artifactId. */
    private final SortedMap<String, Element> poms = new TreeMap<>();

    private final SortedSet<String> versions = new TreeSet<>();
    private final SortedSet<String> keys = new TreeSet<>();
    private int signed;

    private CheckBundle(Path root, String onlyKey) {
        this.root = root;
        this.onlyKey = onlyKey;
    }

    public static void main(String[] args) throws Exception {
        CheckBundle check = new CheckBundle(Path.of(args[0]), args.length > 1 ? args[1] : "");
        check.run();
        check.faults.forEach(System.out::println);
        if (!check.faults.isEmpty()) {
            System.out.println(check.faults.size() + " faults");
            System.exit(1);
        }
        System.out.printf(
                "%s %s: %s; %d files, each with 4 checksums and a signature by %s%n",
                GROUP,
                check.versions.first(),
                String.join(", ", check.poms.keySet()),
                check.signed,
                check.keys.first());
    }

    private void run() throws Exception {
        SortedMap<Path, SortedSet<String>> folders = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .forEach(file -> folders.computeIfAbsent(
                                    file.getNameCount() == 1 ? Path.of("") : file.getParent(),
                                    folder -> new TreeSet<>())
                            .add(file.getFileName().toString()));
        }
        Path home = Path.of(GROUP.replace('.', '/'));
        for (Map.Entry<Path, SortedSet<String>> folder : folders.entrySet()) {
            Path path = folder.getKey();
            if (path.getNameCount() == home.getNameCount() + 2 && path.startsWith(home)) {
                artifact(path, folder.getValue());
            } else {
                folder.getValue()
                        .forEach(name -> fault(path.resolve(name), "is not in a folder " + home + "/ARTIFACT/VERSION"));
            }
        }
        whole();
    }

    /** What holds for one artifact: its files, with signatures and checksums, and its POM. */
    private void artifact(Path folder, SortedSet<String> names) throws Exception {
        String version = folder.getFileName().toString();
        String artifact = folder.getParent().getFileName().toString();
        String stem = artifact + "-" + version;
        versions.add(version);
        for (String name : names) {
            String owner = name.replaceFirst("\\.(md5|sha1|sha256|sha512)$", "");
            if (!owner.equals(name)) {
                checksum(folder, name, owner);
            } else if (!name.endsWith(".asc")) {
                file(folder, stem, name, names);
            } else if (!names.contains(name.replaceFirst("\\.asc$", ""))) {
                fault(folder.resolve(name), "signs a file that is not there");
            }
        }
        if (!names.contains(stem + ".pom")) {
            fault(folder, "has no POM");
            return;
        }
        Element pom;
        try {
            pom = parse(folder.resolve(stem + ".pom"));
        } catch (SAXException e) {
            fault(folder.resolve(stem + ".pom"), "is no XML: " + e.getMessage());
            return;
        }
        poms.put(artifact, pom);
        pom(folder.resolve(stem + ".pom"), pom, artifact, version);
        if (text(pom, "packaging", "jar").equals("pom")) {
            names.stream()
                    .filter(name -> name.endsWith(".jar"))
                    .forEach(name -> fault(folder.resolve(name), "stands beside a POM of packaging pom"));
        } else {
            jar(folder, names, stem + ".jar", "no class", entry -> entry.endsWith(".class"));
            jar(folder, names, stem + ".jar", "no META-INF/LICENSE", "META-INF/LICENSE"::equals);
            jar(folder, names, stem + "-sources.jar", "no source", entry -> entry.endsWith(".java"));
            jar(folder, names, stem + "-javadoc.jar", "no page", entry -> entry.endsWith(".html"));
            sbom(folder, names, stem + "-cyclonedx.json", pom, artifact, version);
        }
    }

    private void file(Path folder, String stem, String name, Set<String> names)
            throws IOException, InterruptedException {
        if (!name.startsWith(stem) || !SUFFIXES.contains(name.substring(stem.length()))) {
            fault(folder.resolve(name), "has no place in a bundle");
            return;
        }
        CHECKSUMS.keySet().stream()
                .filter(suffix -> !names.contains(name + suffix))
                .forEach(suffix -> fault(folder.resolve(name), "has no checksum " + suffix));
        if (names.contains(name + ".asc")) {
            signature(folder.resolve(name));
        } else {
            fault(folder.resolve(name), "is not signed");
        }
    }

    private void checksum(Path folder, String name, String owner) throws IOException, GeneralSecurityException {
        if (!Files.exists(root.resolve(folder).resolve(owner))) {
            fault(folder.resolve(name), "is the checksum of a file that is not there");
            return;
        }
        MessageDigest digest = MessageDigest.getInstance(CHECKSUMS.get(name.substring(owner.length())));
        String right = HexFormat.of().formatHex(digest.digest(bytes(folder.resolve(owner))));
        if (!new String(bytes(folder.resolve(name)), StandardCharsets.UTF_8)
                .strip()
                .equals(right)) {
            fault(folder.resolve(name), "is not the checksum of " + owner);
        }
    }

    private void signature(Path file) throws IOException, InterruptedException {
        String path = root.resolve(file).toString();
        Process gpg = new ProcessBuilder("gpg", "--batch", "--status-fd", "1", "--verify", path + ".asc", path)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Matcher status = SIGNED_BY.matcher(new String(gpg.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        if (gpg.waitFor() != 0 || !status.find()) {
            fault(file, "has a signature that does not verify");
        } else if (!onlyKey.isEmpty() && !onlyKey.equalsIgnoreCase(status.group(1))) {
            fault(file, "is signed by " + status.group(1) + ", not by " + onlyKey);
        } else {
            keys.add(status.group(1));
            signed++;
        }
    }

    private void jar(Path folder, Set<String> names, String name, String what, Predicate<String> wanted)
            throws IOException {
        if (!names.contains(name)) {
            if (!faults.contains(folder.resolve(name) + ": is missing")) {
                fault(folder.resolve(name), "is missing");
            }
            return;
        }
        try (ZipInputStream jar = new ZipInputStream(new ByteArrayInputStream(bytes(folder.resolve(name))))) {
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                if (wanted.test(entry.getName())) {
                    return;
                }
            }
        }
        fault(folder.resolve(name), "holds " + what);
    }

    /** The SBOM speaks of this artifact and of each of its dependencies. */
    private void sbom(Path folder, Set<String> names, String name, Element pom, String artifact, String version)
            throws IOException {
        if (!names.contains(name)) {
            fault(folder.resolve(name), "is missing");
            return;
        }
        String text = new String(bytes(folder.resolve(name)), StandardCharsets.UTF_8);
        if (!text.contains("\"CycloneDX\"")) {
            fault(folder.resolve(name), "is no CycloneDX document");
        }
        List<String> parts = new ArrayList<>(List.of(GROUP + "/" + artifact + "@" + version));
        for (Element dependency : children(pom, "dependencies", "dependency")) {
            parts.add(text(dependency, "groupId", "") + "/" + text(dependency, "artifactId", "") + "@"
                    + text(dependency, "version", ""));
        }
        for (String part : parts) {
            if (!text.contains("pkg:maven/" + part + "?") && !text.contains("pkg:maven/" + part + "\"")) {
                fault(folder.resolve(name), "does not list " + part);
            }
        }
    }

    private void pom(Path file, Element pom, String artifact, String version) throws IOException {
        same(file, pom, "groupId", GROUP);
        same(file, pom, "artifactId", artifact);
        same(file, pom, "version", version);
        if (!RELEASE.matcher(version).matches()) {
            fault(file, "version " + version + " is no release");
        }
        for (String name : List.of("name", "description", "url")) {
            present(file, pom, name, name);
        }
        each(file, pom, "licenses", "license", "name", "url");
        each(file, pom, "developers", "developer", "name");
        List<Element> scm = children(pom, "scm");
        if (scm.isEmpty()) {
            fault(file, "has no scm");
        }
        for (Element place : scm) {
            for (String name : List.of("url", "connection", "developerConnection")) {
                present(file, place, name, "scm " + name);
            }
        }
        for (String name :
                List.of("repositories", "pluginRepositories", "distributionManagement", "profiles", "build")) {
            if (!children(pom, name).isEmpty()) {
                fault(file, "has " + name + ", which are nothing to a user");
            }
        }
        for (Element dependency : dependencies(pom)) {
            dependency(file, dependency);
        }
        String raw = new String(bytes(file), StandardCharsets.UTF_8);
        if (OWN_VERSION.matcher(raw).replaceAll("").contains("${")) {
            fault(file, "has a property that nothing defines");
        }
    }

    private void dependency(Path file, Element dependency) {
        String name = text(dependency, "groupId", "?") + ":" + text(dependency, "artifactId", "?");
        String version = text(dependency, "version", "");
        if (version.isEmpty()) {
            fault(file, "dependency " + name + " has no version");
        } else if (version.endsWith("-SNAPSHOT")) {
            fault(file, "dependency " + name + " is a snapshot");
        }
        if (text(dependency, "scope", "").equals("system")) {
            fault(file, "dependency " + name + " has the scope system");
        }
    }

    /** What holds for the bundle as a whole. */
    private void whole() {
        if (poms.isEmpty()) {
            faults.add("the bundle holds no artifact");
            return;
        }
        if (versions.size() > 1) {
            faults.add("the bundle holds more than one version: " + versions);
        }
        if (keys.size() > 1) {
            faults.add("the bundle is signed by more than one key: " + keys);
        }
        Element bom = poms.get(BOM);
        if (bom == null) {
            faults.add("the bundle holds no " + BOM);
        } else {
            SortedSet<String> published = new TreeSet<>(Set.of(BOM));
            dependencies(bom).forEach(dependency -> published.add(text(dependency, "artifactId", "?")));
            published.stream()
                    .filter(name -> !poms.containsKey(name))
                    .forEach(name -> faults.add(name + ": in the BOM, not in the bundle"));
            poms.keySet().stream()
                    .filter(name -> !published.contains(name))
                    .forEach(name -> faults.add(name + ": in the bundle, not in the BOM"));
        }
        poms.forEach((artifact, pom) -> {
            for (Element parent : children(pom, "parent")) {
                inBundle(artifact, "parent", parent, "");
            }
            for (Element dependency : dependencies(pom)) {
                if (text(dependency, "groupId", "").equals(GROUP)) {
                    inBundle(artifact, "dependency", dependency, text(pom, "version", ""));
                }
            }
        });
    }

    private void inBundle(String artifact, String what, Element other, String own) {
        String name = text(other, "artifactId", "?");
        String version = OWN_VERSION.matcher(text(other, "version", "")).replaceAll(own);
        Element pom = text(other, "groupId", "").equals(GROUP) ? poms.get(name) : null;
        if (pom == null || !version.isEmpty() && !text(pom, "version", "").equals(version)) {
            faults.add(artifact + ": its " + what + " " + name + " " + version + " is not in the bundle");
        }
    }

    private void same(Path file, Element pom, String name, String wanted) {
        String found = text(pom, name, "");
        if (!found.equals(wanted)) {
            fault(file, name + " is '" + found + "', its folder says '" + wanted + "'");
        }
    }

    private void present(Path file, Element parent, String name, String what) {
        if (text(parent, name, "").isEmpty()) {
            fault(file, "has no " + what);
        }
    }

    private void each(Path file, Element pom, String list, String item, String... names) {
        List<Element> items = children(pom, list, item);
        if (items.isEmpty()) {
            fault(file, "has no " + list);
        }
        for (Element element : items) {
            for (String name : names) {
                present(file, element, name, item + " " + name);
            }
        }
    }

    private void fault(Path file, String what) {
        faults.add(file + ": " + what);
    }

    private byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(root.resolve(file));
    }

    private Element parse(Path file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        // Otherwise it writes to the console too.
        builder.setErrorHandler(null);
        return builder.parse(new ByteArrayInputStream(bytes(file))).getDocumentElement();
    }

    private static List<Element> dependencies(Element pom) {
        List<Element> all = new ArrayList<>(children(pom, "dependencies", "dependency"));
        all.addAll(children(pom, "dependencyManagement", "dependencies", "dependency"));
        return all;
    }

    private static List<Element> children(Element parent, String... path) {
        List<Element> found = List.of(parent);
        for (String name : path) {
            List<Element> next = new ArrayList<>();
            for (Element element : found) {
                for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
                    if (node instanceof Element child && child.getTagName().equals(name)) {
                        next.add(child);
                    }
                }
            }
            found = next;
        }
        return found;
    }

    private static String text(Element parent, String name, String otherwise) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? otherwise : found.get(0).getTextContent().strip();
    }

    private static Map<String, String> checksums() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(".md5", "MD5");
        names.put(".sha1", "SHA-1");
        names.put(".sha256", "SHA-256");
        names.put(".sha512", "SHA-512");
        return names;
    }
}
