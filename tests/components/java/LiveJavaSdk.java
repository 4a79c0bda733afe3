import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.RpcAcsRequest;
import com.aliyuncs.AcsResponse;
import com.aliyuncs.auth.SignatureVersion;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.FormatType;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.live.model.v20161101.*;
import com.aliyuncs.profile.DefaultProfile;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Drives the stand-in of ApsaraVideo Live with the vendor's classic Java SDK and prints what it saw, as one JSON object.
 *
 * <p>Usage: java -cp 'jars/*' LiveJavaSdk.java HOST:PORT REGION KEY_ID KEY_SECRET FORMAT SIGNATURE METHOD [TOKEN]
 * where FORMAT is DEFAULT, XML or JSON, SIGNATURE is V1 (in the query) or V3 (in headers), METHOD is DEFAULT, GET or POST.
 */
public class LiveJavaSdk {
  private static final Gson JSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private static String endpoint;
  private static String region;
  private static String format;
  private static String signature;
  private static String method;

  private interface Call {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    endpoint = args[0];
    region = args[1];
    format = args[4];
    signature = args[5];
    method = args[6];
    String token = args.length > 7 ? args[7] : null;
    DefaultAcsClient client = client(args[2], args[3], token);
    Map<String, Object> seen = new LinkedHashMap<>();
    read(client, seen);
    live(client, seen);
    DefaultAcsClient wrong = client(args[2], "wrong", token);
    DefaultAcsClient nobody = client("nobody", args[3], token);
    Map<String, Object> refusals = new TreeMap<>();
    refusals.put("region", codeOf(() -> list(client, "mars-1", 1, 10)));
    refusals.put("noRegion", codeOf(() -> list(client, null, 1, 10)));
    refusals.put("pageSize", codeOf(() -> list(client, region, 1, 101)));
    refusals.put("wrongSecret", codeOf(() -> list(wrong, region, 1, 10)));
    refusals.put("unknownKey", codeOf(() -> list(nobody, region, 1, 10)));
    refusals.put("gone", seen.remove("gone"));
    refusals.put("secondStop", seen.remove("secondStop"));
    seen.put("refusals", refusals);
    System.out.println(JSON.toJson(seen));
  }

  private static DefaultAcsClient client(String key, String secret, String token) {
    DefaultProfile profile =
        token == null
            ? DefaultProfile.getProfile(region, key, secret)
            : DefaultProfile.getProfile(region, key, secret, token);
    return new DefaultAcsClient(profile);
  }

  /** Every page, one task of them by a search, and the same task by its id. */
  private static void read(DefaultAcsClient client, Map<String, Object> seen) throws ClientException {
    List<DescribeLivePullToPushListResponse.TaskListItem> tasks = new ArrayList<>();
    DescribeLivePullToPushListResponse page;
    int number = 1;
    do {
      page = list(client, region, number++, 100);
      tasks.addAll(page.getTaskList());
    } while (page.getTaskList().size() == 100);
    Map<String, Integer> byStatus = new TreeMap<>();
    for (var task : tasks) byStatus.merge(String.valueOf(task.getTaskStatus()), 1, Integer::sum);
    var chosen = tasks.get(7);
    DescribeLivePullToPushListRequest search = new DescribeLivePullToPushListRequest();
    search.setRegion(region);
    search.setTaskId(chosen.getTaskId());
    var found = send(client, search).getTaskList();
    DescribeLivePullToPushListResponse past = list(client, region, 1000, 100);
    seen.put("total", page.getTotal());
    seen.put("distinct", (int) tasks.stream().map(task -> task.getTaskId()).distinct().count());
    seen.put("byStatus", byStatus);
    seen.put("withoutUrls", (int) tasks.stream().filter(task -> task.getTaskInfo().getSourceUrls().isEmpty()).count());
    seen.put("twoUrls", (int) tasks.stream().filter(task -> task.getTaskInfo().getSourceUrls().size() == 2).count());
    seen.put("found", found.size() == 1 && JSON.toJson(found.get(0)).equals(JSON.toJson(chosen)));
    seen.put("described", JSON.toJson(describe(client, chosen.getTaskId()).getTaskInfo()).equals(JSON.toJson(chosen.getTaskInfo())));
    seen.put("pastTheEnd", List.of(past.getTotal(), past.getTaskList().size()));
    seen.put("requestId", page.getRequestId());
  }

  /** A task from its making to its end. */
  private static void live(DefaultAcsClient client, Map<String, Object> seen) throws ClientException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    CreateLivePullToPushRequest create = new CreateLivePullToPushRequest();
    create.setRegion(region);
    create.setTaskName("made by <java> & \"é?#%+*'()\"");
    create.setStartTime(now.minus(1, ChronoUnit.MINUTES).toString());
    create.setEndTime(now.plus(1, ChronoUnit.HOURS).toString());
    create.setSourceType("live");
    create.setSourceProtocol("rtmp");
    create.setSourceUrls(List.of("rtmp://source-1.example.com/live/java?a=1&b=<2>"));
    create.setDstUrl("rtmp://push-1.example.com/ingest/java");
    create.setCallbackUrl("http://hooks.example.com/java");
    create.setRetryInterval(120);
    CreateLivePullToPushResponse created = send(client, create);
    String id = created.getTaskId();
    seen.put("retCode", created.getRetCode());
    DescribeLivePullToPushResponse made = describe(client, id);
    seen.put("made", made.getTaskInfo());
    List<Integer> life = new ArrayList<>(List.of(made.getTaskStatus()));
    UpdateLivePullToPushRequest update = new UpdateLivePullToPushRequest();
    update.setRegion(region);
    update.setTaskId(id);
    update.setCallbackUrl("http://hooks.example.com/2");
    send(client, update);
    seen.put("stopped", stop(client, id).getTaskId().equals(id));
    life.add(describe(client, id).getTaskStatus());
    seen.put("secondStop", codeOf(() -> stop(client, id)));
    RestartLivePullToPushRequest restart = new RestartLivePullToPushRequest();
    restart.setRegion(region);
    restart.setTaskId(id);
    seen.put("restarted", send(client, restart).getTaskId().equals(id));
    DescribeLivePullToPushResponse after = describe(client, id);
    life.add(after.getTaskStatus());
    seen.put("life", life);
    seen.put("callbackAfterUpdate", after.getTaskInfo().getCallbackURL());
    DeleteLivePullToPushRequest delete = new DeleteLivePullToPushRequest();
    delete.setRegion(region);
    delete.setTaskId(id);
    seen.put("deleted", send(client, delete).getRetCode());
    seen.put("gone", codeOf(() -> describe(client, id)));
  }

  private static DescribeLivePullToPushListResponse list(DefaultAcsClient client, String inRegion, int page, int size)
      throws ClientException {
    DescribeLivePullToPushListRequest request = new DescribeLivePullToPushListRequest();
    if (inRegion != null) request.setRegion(inRegion);
    request.setPageNumber(page);
    request.setPageSize(size);
    return send(client, request);
  }

  private static DescribeLivePullToPushResponse describe(DefaultAcsClient client, String id) throws ClientException {
    DescribeLivePullToPushRequest request = new DescribeLivePullToPushRequest();
    request.setRegion(region);
    request.setTaskId(id);
    return send(client, request);
  }

  private static StopLivePullToPushResponse stop(DefaultAcsClient client, String id) throws ClientException {
    StopLivePullToPushRequest request = new StopLivePullToPushRequest();
    request.setRegion(region);
    request.setTaskId(id);
    return send(client, request);
  }

  private static <T extends AcsResponse> T send(DefaultAcsClient client, RpcAcsRequest<T> request)
      throws ClientException {
    request.setSysProtocol(ProtocolType.HTTP);
    request.setSysEndpoint(endpoint);
    if (!format.equals("DEFAULT")) request.setSysAcceptFormat(FormatType.valueOf(format));
    if (!method.equals("DEFAULT")) request.setSysMethod(MethodType.valueOf(method));
    if (signature.equals("V3")) request.setSysSignatureVersion(SignatureVersion.V3);
    return client.getAcsResponse(request, false, 0);
  }

  /** The code and the message that a call is refused with; an empty list when it is not. */
  private static List<String> codeOf(Call call) {
    try {
      call.run();
      return List.of();
    } catch (ClientException refused) {
      return List.of(refused.getErrCode(), refused.getErrMsg() == null ? "" : "said");
    } catch (Exception other) {
      return List.of(other.toString());
    }
  }
}
