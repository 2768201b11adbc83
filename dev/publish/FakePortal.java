import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A portal on this machine that takes a bundle and says what became of it, as much of one as the publishing plugin asks
 * for. Its argument is a folder: there it writes {@code port}, {@code requests} and {@code upload.zip}, and reads
 * {@code state}.
 */
final class FakePortal {
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/publisher/upload", exchange -> {
            byte[] bundle = bundle(exchange.getRequestBody().readAllBytes());
            Files.write(folder.resolve("upload.zip"), bundle);
            answer(folder, exchange, 201, "a-deployment");
        });
        server.createContext(
                "/api/v1/publisher/status",
                exchange -> answer(folder, exchange, 200, """
                {"deploymentId": "a-deployment", "deploymentName": "it", "deploymentState": "%s", "purls": [],
                "warnings": [], "errors": {"the bundle": ["the portal was told to refuse it"]}}
                """.formatted(
                                Files.readString(folder.resolve("state")).strip())));
        server.start();
        Path port = Files.writeString(
                folder.resolve("port.new"), Integer.toString(server.getAddress().getPort()));
        Files.move(port, folder.resolve("port"));
    }

    private static void answer(Path folder, HttpExchange exchange, int status, String text) throws IOException {
        Files.writeString(
                folder.resolve("requests"),
                String.join(
                                "\t",
                                exchange.getRequestMethod(),
                                exchange.getRequestURI().getPath(),
                                exchange.getRequestURI().getQuery().replace('+', ' '),
                                exchange.getRequestHeaders().getFirst("Authorization"))
                        + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** The one part of a multipart body: what stands between its head and the closing boundary. */
    private static byte[] bundle(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf("\r\n\r\n") + 4;
        int end = text.lastIndexOf("\r\n--");
        return text.substring(begin, end).getBytes(StandardCharsets.ISO_8859_1);
    }
}
