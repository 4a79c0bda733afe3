// Drives the stand-ins of ApsaraVideo Live, Function Compute 3.0 and CloudMonitor with the vendor's generic Go client, which all of its
// generated clients are made on, and prints what it saw as one JSON object.
//
// Usage: go-client LIVE_HOST FC_HOST CLOUDMONITOR_HOST SIGNATURE KEY_ID KEY_SECRET [SECURITY_TOKEN]; SIGNATURE is v2 (the older) or v3.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	"github.com/alibabacloud-go/tea/dara"
	"github.com/alibabacloud-go/tea/tea"
)

const region = "cn-shanghai"

type object = map[string]interface{}

type account struct {
	signature, keyID, secret, token string
}

func (who account) client(host string) *openapi.Client {
	config := &openapi.Config{
		Endpoint:        dara.String(host),
		Protocol:        dara.String("http"),
		RegionId:        dara.String(region),
		AccessKeyId:     dara.String(who.keyID),
		AccessKeySecret: dara.String(who.secret),
	}
	if who.token != "" {
		config.SecurityToken = dara.String(who.token)
	}
	if who.signature == "v2" {
		config.SignatureAlgorithm = dara.String("v2")
	}
	return must(openapi.NewClient(config))
}

// rpc is a service whose operations are named in the query or in headers.
type rpc struct {
	client  *openapi.Client
	version string
}

func (service rpc) call(action, method string, query object) (object, error) {
	params := &openapi.Params{
		Action:      dara.String(action),
		Version:     dara.String(service.version),
		Protocol:    dara.String("HTTPS"),
		Pathname:    dara.String("/"),
		Method:      dara.String(method),
		AuthType:    dara.String("AK"),
		Style:       dara.String("RPC"),
		ReqBodyType: dara.String("formData"),
		BodyType:    dara.String("json"),
	}
	return body(service.client.CallApi(params, &openapi.OpenApiRequest{Query: texts(query)}, &dara.RuntimeOptions{}))
}

type compute struct{ client *openapi.Client }

func (service compute) call(action, method, path, bodyType string, query object, content interface{}) (object, error) {
	params := &openapi.Params{
		Action:      dara.String(action),
		Version:     dara.String("2023-03-30"),
		Protocol:    dara.String("HTTPS"),
		Pathname:    dara.String("/2023-03-30" + path),
		Method:      dara.String(method),
		AuthType:    dara.String("AK"),
		Style:       dara.String("ROA"),
		ReqBodyType: dara.String("json"),
		BodyType:    dara.String(bodyType),
	}
	request := &openapi.OpenApiRequest{Query: texts(query), Body: content}
	return body(service.client.CallApi(params, request, &dara.RuntimeOptions{}))
}

func throughLive(who, wrong account, host string) object {
	service := rpc{who.client(host), "2016-11-01"}
	statuses := map[string]int{}
	ids := map[string]bool{}
	var page object
	for number := 1; ; number++ {
		page = must(service.call("DescribeLivePullToPushList", "GET", object{"Region": region, "PageNumber": number, "PageSize": 100}))
		tasks := page["TaskList"].([]interface{})
		for _, task := range tasks {
			fields := task.(object)
			ids[fields["TaskId"].(string)] = true
			statuses[fmt.Sprint(fields["TaskStatus"])]++
		}
		if len(tasks) < 100 {
			break
		}
	}
	made := must(service.call("CreateLivePullToPush", "POST", object{
		"Region": region, "TaskName": "made by go é?#%+*'()", "StartTime": "2020-01-01T00:00:00Z", "EndTime": "2099-01-01T00:00:00Z",
		"SourceType": "live", "SourceProtocol": "rtmp", "SourceUrls": `["rtmp://source-1.example.com/live/go?a=1&b=2"]`,
		"DstUrl": "rtmp://push-1.example.com/ingest/go",
	}))
	named := object{"Region": region, "TaskId": made["TaskId"]}
	described := must(service.call("DescribeLivePullToPush", "GET", named))
	must(service.call("DeleteLivePullToPush", "GET", named))
	_, gone := service.call("DescribeLivePullToPush", "GET", named)
	_, refused := rpc{wrong.client(host), "2016-11-01"}.call("DescribeLivePullToPushList", "GET", object{"Region": region})
	return object{
		"total": page["Total"], "distinct": len(ids), "byStatus": statuses,
		"name": described["TaskInfo"].(object)["TaskName"], "urls": described["TaskInfo"].(object)["SourceUrls"],
		"gone": codeOf(gone), "wrongSecret": codeOf(refused),
	}
}

func throughCompute(who, wrong account, host string) object {
	service := compute{who.client(host)}
	// an empty zip
	code := object{"zipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}
	for _, name := range []string{"one", "two"} {
		tags := []object{{"Key": "owner", "Value": name}}
		content := object{"functionName": name, "runtime": "nodejs20", "handler": "index.handler", "description": "直播 +&", "code": code, "tags": tags}
		must(service.call("CreateFunction", "POST", "/functions", "json", nil, content))
	}
	tags := func(value string) object {
		return object{"tags": `[{"Key":"owner","Value":"` + value + `"}]`, "prefix": ""}
	}
	names := func(list object) []string {
		found := []string{}
		for _, one := range list["functions"].([]interface{}) {
			found = append(found, one.(object)["functionName"].(string))
		}
		return found
	}
	byTag := names(must(service.call("ListFunctions", "GET", "/functions", "json", tags("two"), nil)))
	byNone := names(must(service.call("ListFunctions", "GET", "/functions", "json", tags("three"), nil)))
	shown := must(service.call("GetFunction", "GET", "/functions/one", "json", object{"qualifier": "LATEST"}, nil))
	must(service.call("PublishFunctionVersion", "POST", "/functions/one/versions", "json", nil, object{"description": "first"}))
	weighted := object{"aliasName": "live", "versionId": "1", "additionalVersionWeight": object{"1": 0.1}}
	_, weights := service.call("CreateAlias", "POST", "/functions/one/aliases", "json", nil, weighted)
	must(service.call("DeleteFunctionVersion", "DELETE", "/functions/one/versions/1", "none", nil, nil))
	for _, name := range []string{"one", "two"} {
		must(service.call("DeleteFunction", "DELETE", "/functions/"+name, "none", nil, nil))
	}
	_, gone := service.call("GetFunction", "GET", "/functions/one", "json", nil, nil)
	_, refused := compute{wrong.client(host)}.call("ListFunctions", "GET", "/functions", "json", nil, nil)
	return object{
		"byTag": byTag, "byNone": byNone, "description": shown["description"],
		"weights": codeOf(weights), "gone": codeOf(gone), "wrongSecret": codeOf(refused),
	}
}

func throughMonitor(who, wrong account, host string) object {
	metric := object{
		"MetricList.1.GroupId": "0", "MetricList.1.MetricName": "Relays", "MetricList.1.Dimensions": `{"Region":"cn-shanghai"}`,
		"MetricList.1.Time": "20171012T132456.888+0800", "MetricList.1.Type": "0", "MetricList.1.Values": `{"value":3}`,
	}
	answer := must(rpc{who.client(host), "2019-01-01"}.call("PutCustomMetric", "POST", metric))
	_, refused := rpc{wrong.client(host), "2019-01-01"}.call("PutCustomMetric", "POST", metric)
	return object{"code": answer["Code"], "wrongSecret": codeOf(refused)}
}

func texts(values object) map[string]*string {
	query := map[string]*string{}
	for name, value := range values {
		query[name] = dara.String(fmt.Sprint(value))
	}
	return query
}

func body(answer map[string]interface{}, err error) (object, error) {
	if err != nil {
		return nil, err
	}
	content, _ := answer["body"].(map[string]interface{})
	return content, nil
}

// codeOf tells the code and the status that a call was refused with.
func codeOf(err error) []interface{} {
	var refused *tea.SDKError
	if errors.As(err, &refused) {
		return []interface{}{tea.StringValue(refused.Code), tea.IntValue(refused.StatusCode)}
	}
	return []interface{}{fmt.Sprint(err)}
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func main() {
	who := account{signature: os.Args[4], keyID: os.Args[5], secret: os.Args[6]}
	if len(os.Args) > 7 {
		who.token = os.Args[7]
	}
	wrong := who
	wrong.secret = "wrong"
	seen := object{
		"live":    throughLive(who, wrong, os.Args[1]),
		"compute": throughCompute(who, wrong, os.Args[2]),
		"monitor": throughMonitor(who, wrong, os.Args[3]),
	}
	fmt.Println(string(must(json.Marshal(seen))))
}
